import { afterEach, describe, expect, test } from 'vitest'
import { day, hour, month, opensAfter, type PeriodRule, periodAt, periodOf, week } from '../../src/index.ts'

// Bugs that real applications have had where one day ends and the next begins. Each case says what holds here; the
// twin is the code that people write, and shows the bug.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ownZone = process.env['TZ']

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = ownZone
})

function keyAt(rule: PeriodRule, instant: string): string {
  return periodAt(rule, new Date(instant)).key
}

/** "The day" by arithmetic with the offset of the moment: what one writes without a calendar. */
function naiveKey(offsetHours: number, resetHour: number, instant: string): string {
  return new Date(Date.parse(instant) + (offsetHours - resetHour) * HOUR).toISOString().slice(0, 10)
}

describe('the zone of the server, the database or the browser instead of the site’s', () => {
  const rule = day({ zone: 'Asia/Shanghai', resetAt: '08:00' })

  test.each(['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Guam', 'Australia/Lord_Howe'])(
    'a process in %s has the days of the site',
    (zone) => {
      process.env['TZ'] = zone
      const { key, startsAt, endsAt } = periodAt(rule, new Date('2026-11-22T23:59:59Z'))
      expect([key, startsAt.toISOString(), endsAt.toISOString()]).toEqual([
        '2026-11-22',
        '2026-11-22T00:00:00.000Z',
        '2026-11-23T00:00:00.000Z',
      ])
      expect(periodOf(rule, '2026-11-22')?.startsAt.toISOString()).toBe('2026-11-22T00:00:00.000Z')
    },
  )

  test('twin: the date of a process in UTC+10 names the day before, and a make-up lands there', () => {
    process.env['TZ'] = 'Pacific/Guam'
    expect(new Date(2026, 10, 22).toISOString().slice(0, 10)).toBe('2026-11-21')
  })

  test('07:59 and 08:01 are two days, 00:01 and 07:59 are one', () => {
    expect(keyAt(rule, '2026-11-22T23:59:00Z')).toBe('2026-11-22')
    expect(keyAt(rule, '2026-11-23T00:01:00Z')).toBe('2026-11-23')
    expect(keyAt(rule, '2026-11-22T16:01:00Z')).toBe('2026-11-22')
  })

  test('twin: two parts that take the day from their own zones let somebody sign twice before 08:00', () => {
    const [asked, written] = [naiveKey(8, 0, '2026-11-22T23:30:00Z'), naiveKey(0, 0, '2026-11-22T23:30:00Z')]
    expect([asked, written]).toEqual(['2026-11-23', '2026-11-22'])
  })

  test('a day of UTC is the same stretch of time as one from 08:00 in Shanghai, and not one from midnight there', () => {
    const at = new Date('2026-11-22T18:00:00Z')
    expect(periodAt(day({ zone: 'UTC' }), at)).toEqual(periodAt(rule, at))
    expect(keyAt(day({ zone: 'Asia/Shanghai' }), at.toISOString())).toBe('2026-11-23')
  })
})

describe('the reset hour', () => {
  test('of 23:00 begins the date one hour before it ends, not the date before', () => {
    const late = periodAt(day({ zone: 'Europe/Berlin', resetAt: '23:00' }), new Date('2026-11-22T22:30:00Z'))
    expect([late.key, late.startsAt.toISOString()]).toEqual(['2026-11-22', '2026-11-22T22:00:00.000Z'])
  })

  test('that is moved forward after a claim opens no second day early', () => {
    const claimed = periodAt(day({ zone: 'Europe/Berlin' }), new Date('2026-11-22T09:00:00Z'))
    const moved = day({ zone: 'Europe/Berlin', resetAt: '23:00' })
    // From 23:00 on a day of the claimed date would run.
    expect(keyAt(moved, '2026-11-22T22:30:00Z')).toBe(claimed.key)
    const opens = opensAfter(moved, { ...claimed, period: claimed.key })
    expect(opens?.toISOString()).toBe('2026-11-23T22:00:00.000Z')
  })

  test('that is moved back after a claim opens the next day when the claim is over', () => {
    const claimed = periodAt(
      day({ zone: 'Europe/Berlin', resetAt: '08:00' }),
      new Date('2026-11-22T09:00:00Z'),
    )
    const opens = opensAfter(day({ zone: 'Europe/Berlin', resetAt: '04:00' }), {
      ...claimed,
      period: claimed.key,
    })
    expect(opens).toEqual(claimed.endsAt)
  })
})

describe('travel and a zone that is changed', () => {
  const claimed = periodAt(day({ zone: 'Pacific/Auckland' }), new Date('2026-11-22T00:00:00Z'))

  test('over the date line eastward, the date that comes again is not a second day', () => {
    const home = day({ zone: 'America/Los_Angeles' })
    expect([claimed.key, keyAt(home, '2026-11-22T12:00:00Z')]).toEqual(['2026-11-22', '2026-11-22'])
    const opens = opensAfter(home, { ...claimed, period: claimed.key })
    expect(opens?.toISOString()).toBe('2026-11-23T08:00:00.000Z')
  })

  test('twin: by a date that is different from the last one, two days are had out of one', () => {
    const lastDate = naiveKey(13, 0, '2026-11-21T12:00:00Z')
    expect([lastDate, naiveKey(-8, 0, '2026-11-21T12:30:00Z')]).toEqual(['2026-11-22', '2026-11-21'])
  })
})

describe('hours that roll instead of days', () => {
  const rule = day({ zone: 'Europe/Berlin' })
  const [yesterday, today] = ['2026-11-21T19:00:00Z', '2026-11-22T07:00:00Z']

  test('the next morning is the next day', () => {
    expect([keyAt(rule, yesterday), keyAt(rule, today)]).toEqual(['2026-11-21', '2026-11-22'])
  })

  test('twin: 24 or 22 hours after the last one is not yet over', () => {
    expect(Date.parse(today) - Date.parse(yesterday) < 22 * HOUR).toBe(true)
  })
})

describe('a clock change counted as a day, or not counted', () => {
  const rule = day({ zone: 'America/New_York' })

  test.each([
    ['spring forward', '2026-03-08T05:30:00Z', '2026-03-09T04:10:00Z', 23],
    ['fall back', '2026-11-01T04:10:00Z', '2026-11-02T05:10:00Z', 25],
  ])('the days on both sides of %s adjoin', (_, first, second, hours) => {
    const [one, other] = [periodAt(rule, new Date(first)), periodAt(rule, new Date(second))]
    expect(one.endsAt).toEqual(other.startsAt)
    expect((one.endsAt.getTime() - one.startsAt.getTime()) / HOUR).toBe(hours)
  })

  test('twin: whole times of 24 hours between them are 0 days in spring, and the streak breaks', () => {
    const days = (Date.parse('2026-03-09T04:10:00Z') - Date.parse('2026-03-08T05:30:00Z')) / DAY
    expect(Math.floor(days)).toBe(0)
  })

  test('twin: midnight and 24 hours is not the next midnight', () => {
    const midnight = Date.parse('2026-11-01T04:00:00Z')
    expect(keyAt(rule, new Date(midnight + DAY).toISOString())).toBe('2026-11-01')
  })

  test('twin: where clocks go back over midnight, arithmetic with offsets brings yesterday back', () => {
    // St. John's, 7 November 2010: at 00:01 (UTC-2:30) the clocks went back to 23:01 (UTC-3:30).
    const keys = [naiveKey(-2.5, 0, '2010-11-07T02:30:30Z'), naiveKey(-3.5, 0, '2010-11-07T02:31:00Z')]
    expect(keys).toEqual(['2010-11-07', '2010-11-06'])
    const rules = day({ zone: 'America/St_Johns' })
    expect(keyAt(rules, '2010-11-07T02:31:00Z')).toBe('2010-11-07')
  })
})

describe('zones with changes of their own', () => {
  test.each([
    // Spring forward over the reset: the day begins with the first instant after the skip.
    ['Europe/Berlin', '02:30', '2026-03-29T01:00:00Z', '2026-03-29', 23.5],
    ['America/Santiago', '00:00', '2026-09-06T04:00:00Z', '2026-09-06', 23],
    ['Asia/Beirut', '00:00', '2026-03-28T22:00:00Z', '2026-03-29', 23],
    // Fall back with the reset inside the repeated hour: it counts the first time.
    ['Europe/Berlin', '02:30', '2026-10-25T00:30:00Z', '2026-10-25', 25],
    ['Asia/Beirut', '23:30', '2026-10-24T20:30:00Z', '2026-10-24', 25],
    // Half hours and 45 minutes.
    ['Asia/Kolkata', '08:00', '2026-11-22T02:30:00Z', '2026-11-22', 24],
    ['Asia/Kathmandu', '00:00', '2026-11-21T18:15:00Z', '2026-11-22', 24],
    ['Pacific/Chatham', '02:45', '2026-09-26T14:00:00Z', '2026-09-27', 23],
    ['Australia/Lord_Howe', '02:15', '2026-10-03T15:30:00Z', '2026-10-04', 23.75],
    // A shift of two hours, and clocks that are put right for good.
    ['Antarctica/Troll', '02:00', '2026-03-29T01:00:00Z', '2026-03-29', 23],
    ['Asia/Pyongyang', '00:00', '2018-05-04T15:00:00Z', '2018-05-05', 24],
    ['America/Caracas', '00:00', '2016-05-01T04:30:00Z', '2016-05-01', 23.5],
    // The month of Ramadan, and 44 and a half minutes.
    ['Africa/Casablanca', '02:30', '2025-04-06T02:00:00Z', '2025-04-06', 23.5],
    ['Africa/Monrovia', '00:00', '1972-01-06T00:44:30Z', '1972-01-06', 24],
  ])('%s, reset %s: the day that begins at %s', (zone, resetAt, startsAt, key, hours) => {
    const rule = day({ zone, resetAt })
    const period = periodAt(rule, new Date(startsAt))
    const length = (period.endsAt.getTime() - period.startsAt.getTime()) / HOUR
    expect([period.startsAt, period.key, length]).toEqual([new Date(startsAt), key, hours])
    expect(periodAt(rule, new Date(Date.parse(startsAt) - 1)).endsAt).toEqual(new Date(startsAt))
  })

  test.each([
    ['Pacific/Apia', '2011-12-29', '2011-12-30', '2011-12-31'],
    ['Pacific/Kwajalein', '1993-08-20', '1993-08-21', '1993-08-22'],
    ['Pacific/Kiritimati', '1994-12-30', '1994-12-31', '1995-01-01'],
  ])('%s went from %s to the day after the next', (zone, last, lost, next) => {
    const rule = day({ zone, resetAt: '08:00' })
    expect(periodOf(rule, lost)).toBeUndefined()
    expect(periodOf(rule, last)?.endsAt).toEqual(periodOf(rule, next)?.startsAt)
  })

  test('the week and the month that lost a day are there, a day shorter', () => {
    const at = new Date('2011-12-31T00:00:00Z')
    const lengths = [week, month].map((make) => {
      const { startsAt, endsAt } = periodAt(make({ zone: 'Pacific/Apia' }), at)
      return (endsAt.getTime() - startsAt.getTime()) / DAY
    })
    expect(lengths).toEqual([6, 30])
  })

  test('an hour shown twice is two, and one that is skipped is none', () => {
    const berlin = hour({ zone: 'Europe/Berlin' })
    expect(['00:30', '01:30'].map((time) => keyAt(berlin, `2026-10-25T${time}:00Z`))).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T01:00Z',
    ])
    expect(periodAt(berlin, new Date('2026-03-29T00:30:00Z')).endsAt).toEqual(
      new Date('2026-03-29T01:00:00Z'),
    )
  })
})
