import { describe, expect, test } from 'vitest'
import {
  day,
  ever,
  hour,
  month,
  opensAfter,
  type PeriodRule,
  periodAt,
  periodOf,
  periodsAround,
  periodsBetween,
  week,
} from '../../src/index.ts'

const zone = 'Asia/Shanghai'

function shown(rule: PeriodRule, instant: string): readonly string[] {
  const { key, startsAt, endsAt } = periodAt(rule, new Date(instant))
  return [key, startsAt.toISOString(), endsAt.toISOString()]
}

describe('hours', () => {
  test('begin with the local hour, in a zone that is half an hour off as well', () => {
    expect(shown(hour({ zone: 'Asia/Kolkata' }), '2026-11-22T08:10:00Z')).toEqual([
      '2026-11-22T07:30Z',
      '2026-11-22T07:30:00.000Z',
      '2026-11-22T08:30:00.000Z',
    ])
  })

  test('begin at the minute of the reset', () => {
    expect(shown(hour({ zone, resetAt: '00:45' }), '2026-11-22T08:10:00Z')[0]).toBe('2026-11-22T07:45Z')
  })

  test('of a change by 30 minutes have 30 or 90', () => {
    const rule = hour({ zone: 'Australia/Lord_Howe' })
    const minutes = ['2026-10-03T15:30:00Z', '2026-04-04T15:00:00Z'].map((instant) => {
      const { startsAt, endsAt } = periodAt(rule, new Date(instant))
      return (endsAt.getTime() - startsAt.getTime()) / 60_000
    })
    expect(minutes).toEqual([30, 90])
  })

  test('that begin within a minute carry that minute: Monrovia was 44 minutes and 30 seconds behind', () => {
    const rule = hour({ zone: 'Africa/Monrovia' })
    expect(shown(rule, '1971-06-01T12:00:00Z')).toEqual([
      '1971-06-01T11:44Z',
      '1971-06-01T11:44:30.000Z',
      '1971-06-01T12:44:30.000Z',
    ])
  })
})

describe('weeks', () => {
  test.each([
    ['2026-11-22T12:00:00Z', '2026-W47'],
    ['2027-01-01T12:00:00Z', '2026-W53'],
    ['2027-01-03T23:59:59Z', '2026-W53'],
    ['2027-01-04T00:00:00Z', '2027-W01'],
    ['2024-12-30T12:00:00Z', '2025-W01'],
    ['2021-01-03T12:00:00Z', '2020-W53'],
  ])('%s in UTC is in %s', (instant, key) => {
    expect(periodAt(week({ zone: 'UTC' }), new Date(instant)).key).toBe(key)
  })

  test('begin on Monday at the reset', () => {
    expect(shown(week({ zone, resetAt: '08:00' }), '2026-11-22T23:59:59Z')).toEqual([
      '2026-W47',
      '2026-11-16T00:00:00.000Z',
      '2026-11-23T00:00:00.000Z',
    ])
  })
})

test('months begin on the first at the reset', () => {
  const rule = month({ zone, resetAt: '08:00' })
  expect(shown(rule, '2026-11-30T23:59:59Z')).toEqual([
    '2026-11',
    '2026-11-01T00:00:00.000Z',
    '2026-12-01T00:00:00.000Z',
  ])
  expect(shown(rule, '2026-12-01T00:00:00Z')[0]).toBe('2026-12')
})

test('ever is one period without neighbours, and its slot does not open again', () => {
  const { previous, running, next } = periodsAround(ever(), new Date('2026-11-22T12:00:00Z'))
  expect([previous, running.key, next]).toEqual([null, 'ever', null])
  expect(running.startsAt.toISOString()).toBe('0001-01-01T00:00:00.000Z')
  expect(running.endsAt.toISOString()).toBe('9999-12-31T00:00:00.000Z')
  expect(opensAfter(ever(), { ...running, period: 'ever' })).toBeNull()
  expect(periodOf(ever(), 'ever')).toEqual(running)
})

test.each<[PeriodRule, readonly string[]]>([
  [hour({ zone }), ['2026-11-22T08:30Z', '2026-02-30T08:00Z', '2026-11-22T08:00', '2026-11-22', 'ever']],
  [day({ zone }), ['2026-02-30', '2026-13-01', '2026-11-2', '2026-11-22T08:00Z', '-026-11-22', '']],
  [week({ zone }), ['2026-W54', '2025-W53', '2026-W00', '2026-W1', '2026-11']],
  [month({ zone }), ['2026-13', '2026-00', '2026-1', '2026-W11', '2026-11-22']],
  [ever(), ['Ever', '2026-11-22', '']],
])('%j has no period of these keys', (rule, keys) => {
  expect(keys.map((key) => periodOf(rule, key))).toEqual(keys.map(() => undefined))
})

describe('a change of the unit', () => {
  const claimed = periodAt(day({ zone }), new Date('2026-11-18T12:00:00Z'))
  const opens = (rule: PeriodRule, { key, ...times } = claimed): string | undefined =>
    opensAfter(rule, { ...times, period: key })?.toISOString()

  test('to a longer one waits for the first period after the one that contains the claim', () => {
    expect(opens(week({ zone }))).toBe('2026-11-22T16:00:00.000Z')
    expect(opens(month({ zone }))).toBe('2026-11-30T16:00:00.000Z')
    expect(opens(ever())).toBeUndefined()
  })

  test('to a shorter one waits for the end of the claim', () => {
    const november = periodAt(month({ zone }), new Date('2026-11-18T12:00:00Z'))
    expect(opens(week({ zone }), november)).toBe('2026-11-30T16:00:00.000Z')
    expect(opens(hour({ zone }), claimed)).toBe('2026-11-18T16:00:00.000Z')
    expect(opens(day({ zone }), periodAt(ever(), new Date()))).toBeUndefined()
  })
})

describe('a list of periods', () => {
  test('has those that begin before and end after it too', () => {
    const rule = day({ zone: 'Pacific/Apia' })
    const [from, to] = [new Date('2011-12-29T00:00:00Z'), new Date('2012-01-01T00:00:00Z')]
    expect(periodsBetween(rule, from, to).map(({ key }) => key)).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ])
    expect(periodsBetween(rule, from, from)).toEqual([])
  })

  test.each([
    [new Date('2026-11-21T00:00:00Z'), 'Expected `to` to be a Date that is not before `from`'],
    [new Date(Number.NaN), 'Expected `to` to be a Date that is not before `from`'],
    [new Date('2036-11-22T00:00:00Z'), 'Expected `to` to be at most 1100 periods after `from`'],
  ])('to %s is refused', (to, message) => {
    expect(() => periodsBetween(day({ zone }), new Date('2026-11-22T00:00:00Z'), to)).toThrow(message)
  })
})

test.each([Number.NaN, Date.parse('0001-01-01T00:00:00Z') - 1, Date.parse('9999-12-31T00:00:00Z')])(
  'the instant %d is in no period',
  (instant) => {
    for (const rule of [hour({ zone }), day({ zone }), week({ zone }), month({ zone }), ever()]) {
      expect(() => periodAt(rule, new Date(instant))).toThrow(
        'Expected `instant` to be a Date in the years 1 to 9999',
      )
    }
  },
)

test('an hour begins at a minute of the hour, not at a time of the day', () => {
  expect(() => hour({ zone, resetAt: '08:00' })).toThrow(
    'Expected `resetAt` to be the minute of the hour, from 00:00 to 00:59, got `"08:00"` (string)',
  )
})
