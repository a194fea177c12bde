import { expect, test } from 'vitest'
import { countdown, formatFor, shareOfDay } from '../../src/i18n/format.ts'

const noon = Date.UTC(2026, 10, 22, 12)
const hourMs = 3_600_000

test('a time is shown in the reader’s zone, as the reader’s locale writes it', () => {
  expect(formatFor('zh-CN', 'Asia/Shanghai').time(noon)).toBe('20:00')
  expect(formatFor('en-GB', 'Europe/Berlin').time(noon)).toBe('13:00')
  expect(formatFor('en-US', 'America/New_York').time(noon)).toMatch(/^7:00\sAM$/)
})

test('a day is told from the reader’s own midnight', () => {
  const berlin = formatFor('en-GB', 'Europe/Berlin')

  expect(berlin.day(noon + hourMs, noon)).toBe('today')
  expect(berlin.day(noon + 12 * hourMs, noon)).toBe('tomorrow')
  expect(berlin.day(noon - 24 * hourMs, noon)).toBe('yesterday')
  expect(berlin.day(noon + 72 * hourMs, noon)).toBe('Wednesday 25 November')
  expect(formatFor('zh-CN', 'Asia/Shanghai').day(noon + 12 * hourMs, noon)).toBe('明天')
})

// 23:30 on Saturday plus 24 hours is 00:30 on Monday here: that Sunday has 23 hours.
test('days are counted by the calendar where the clocks go forward', () => {
  const berlin = formatFor('en-GB', 'Europe/Berlin')
  const lateOnSaturday = Date.UTC(2026, 2, 28, 22, 30)

  expect(berlin.day(lateOnSaturday + 24 * hourMs, lateOnSaturday)).toBe('Monday 30 March')
})

test('a civil day is the same day in every zone', () => {
  expect(formatFor('en-GB', 'Pacific/Kiritimati').civilDay('2026-11-22')).toBe('Sunday 22 November')
  expect(formatFor('en-GB', 'Pacific/Niue').civilDay('2026-11-22')).toBe('Sunday 22 November')
  expect(formatFor('zh-CN', 'Asia/Shanghai').civilDay('2026-11-22')).toBe('11月22日星期日')
})

test('a month and a day of long ago are named with their year', () => {
  expect(formatFor('en-GB', 'Pacific/Niue').month('2026-11')).toBe('November 2026')
  expect(formatFor('zh-CN', 'Pacific/Niue').month('2026-11')).toBe('2026年11月')
  expect(formatFor('en-GB', 'Pacific/Niue').shortDay('2026-11-01')).toBe('1 Nov 2026')
})

test('a week begins on Monday, in every zone', () => {
  const [first] = formatFor('en-GB', 'Pacific/Niue').weekdays
  const last = formatFor('zh-CN', 'Pacific/Kiritimati').weekdays.at(-1)

  expect(first).toEqual({ short: 'Mon', long: 'Monday' })
  expect(last).toEqual({ short: '周日', long: '星期日' })
})

test('an amount that was added is written with its plus', () => {
  expect(formatFor('en-GB', 'UTC').signed(25)).toBe('+25')
  expect(formatFor('en-GB', 'UTC').signed(-1_000)).toBe('-1,000')
  expect(formatFor('en-GB', 'UTC').signed(0)).toBe('0')
})

test('a zone goes by its common name in the reader’s language', () => {
  expect(formatFor('en-GB', 'UTC').zoneName('Asia/Shanghai')).toBe('China Standard Time')
  expect(formatFor('zh-CN', 'UTC').zoneName('Asia/Shanghai')).toBe('中国标准时间')
})

test('a countdown shows zero only at the end, and nothing below it', () => {
  expect(countdown(24 * hourMs)).toBe('24:00:00')
  expect(countdown(61_001)).toBe('00:01:02')
  expect(countdown(1)).toBe('00:00:01')
  expect(countdown(0)).toBe('00:00:00')
  expect(countdown(-5_000)).toBe('00:00:00')
})

test('the dial stands at noon at noon, in the zone asked for', () => {
  expect(shareOfDay(noon, 'UTC')).toBe(0.5)
  expect(shareOfDay(noon, 'Asia/Shanghai')).toBeCloseTo(20 / 24, 10)
  expect(shareOfDay(Date.UTC(2026, 10, 22), 'UTC')).toBe(0)
})
