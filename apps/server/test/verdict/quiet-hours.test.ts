import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quietUntil } from '../../src/verdict/quiet-hours.ts'

const NIGHT = { from: '21:00', to: '08:00' }

/** By the zone's clocks as `Intl` writes them, minute for minute: slow, and another way than the code's. */
function shownAt(zone: string, instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    instant,
  )
}

function isQuiet({ from, to }: { from: string; to: string }, shown: string): boolean {
  return from <= to ? from <= shown && shown < to : shown >= from || shown < to
}

test.each([
  ['the minute before', '2026-11-22T12:59:59.999Z', null],
  ['at the begin', '2026-11-22T13:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['before midnight', '2026-11-22T15:59:59.999Z', '2026-11-23T00:00:00.000Z'],
  ['after midnight', '2026-11-22T16:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['the last moment', '2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z'],
  ['at the end', '2026-11-23T00:00:00.000Z', null],
])('from 21:00 to 08:00 in Shanghai, %s', (_when, now, until) => {
  expect(quietUntil(NIGHT, 'Asia/Shanghai', new Date(now))?.toISOString() ?? null).toBe(until)
})

test.each([
  ['13:00 begins', '2026-07-01T11:00:00.000Z', '2026-07-01T13:00:00.000Z'],
  ['15:00 ends', '2026-07-01T13:00:00.000Z', null],
  ['12:59', '2026-07-01T10:59:59.000Z', null],
])('hours within one day, from 13:00 to 15:00 in Berlin: %s', (_when, now, until) => {
  const hours = { from: '13:00', to: '15:00' }
  expect(quietUntil(hours, 'Europe/Berlin', new Date(now))?.toISOString() ?? null).toBe(until)
})

test('equal ends mean no quiet hours', () => {
  const hours = { from: '08:00', to: '08:00' }
  expect(quietUntil(hours, 'Asia/Shanghai', new Date('2026-11-23T00:00:00.000Z'))).toBe(null)
})

describe('when the clocks are changed', () => {
  // Berlin goes from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC, and from 03:00 to 02:00 on 25 October at 01:00 UTC.
  test.each([
    ['a night that is an hour shorter', NIGHT, '2026-03-28T20:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['a night that is an hour longer', NIGHT, '2026-10-24T19:00:00.000Z', '2026-10-25T07:00:00.000Z'],
    [
      'an end that is skipped',
      { from: '22:00', to: '02:30' },
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'a begin that is skipped',
      { from: '02:30', to: '05:00' },
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T03:00:00.000Z',
    ],
    ['before a begin that is skipped', { from: '02:30', to: '05:00' }, '2026-03-29T00:59:59.000Z', null],
    [
      'an end that comes twice, the first time',
      { from: '22:00', to: '02:30' },
      '2026-10-24T23:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['between the two', { from: '22:00', to: '02:30' }, '2026-10-25T00:45:00.000Z', null],
    [
      'the second time',
      { from: '22:00', to: '02:30' },
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'quiet from within the hour that comes twice',
      { from: '02:30', to: '08:00' },
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ],
  ])('%s', (_what, hours, now, until) => {
    expect(quietUntil(hours, 'Europe/Berlin', new Date(now))?.toISOString() ?? null).toBe(until)
  })

  test('half an hour is changed on Lord Howe Island', () => {
    // From 02:00 to 01:30 on 5 April 2026, at 15:00 UTC of the day before.
    const until = quietUntil(NIGHT, 'Australia/Lord_Howe', new Date('2026-04-04T10:00:00.000Z'))
    expect(until?.toISOString()).toBe('2026-04-04T21:30:00.000Z')
  })
})

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
]
const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
/** Minutes of 2026, half of them within two days of a change of clocks in Berlin, New York or on Lord Howe Island. */
const CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'].map(
  (date) => Date.parse(date),
)
const minute = fc.oneof(
  fc.integer({ min: 0, max: 365 * 1440 - 1 }).map((minutes) => Date.parse('2026-01-01') + minutes * 60_000),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -2880, max: 2880 }))
    .map(([change, minutes]) => change + minutes * 60_000),
)

test('what it says is what the clocks show: quiet until its end, and not a minute longer', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), clockTime, clockTime, minute, (zone, from, to, instant) => {
      const hours = { from, to }
      const until = quietUntil(hours, zone, new Date(instant))
      expect(until !== null).toBe(isQuiet(hours, shownAt(zone, instant)))
      if (until === null) return
      let expected = instant
      while (isQuiet(hours, shownAt(zone, expected))) expected += 60_000
      expect(until.getTime()).toBe(expected)
    }),
    { numRuns: 40 },
  )
})

test('twin: adding the hours to the local time of the begin wakes people up when the clocks are changed', () => {
  const [begin, end] = ['2026-10-24T19:00:00.000Z', '2026-10-25T07:00:00.000Z'].map((text) =>
    Date.parse(text),
  )
  const naive = (begin ?? 0) + 11 * 3_600_000
  expect(shownAt('Europe/Berlin', naive)).toBe('07:00')
  expect(naive).toBe((end ?? 0) - 3_600_000)
})
