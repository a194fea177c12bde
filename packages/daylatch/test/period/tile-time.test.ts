import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { day, hour, month, type PeriodRule, periodAt, week } from '../../src/index.ts'
import { changesOfAllZones, type ClockChange, distinct } from './support/changes.ts'
import { faultAt } from './support/fault.ts'

/** `PERIODS=deep`: every change of every zone, each with every reset time of interest. Took 35 minutes on a busy machine. */
const isDeep = process.env['PERIODS'] === 'deep'

const makers = { hour, day, week, month }
const units = ['hour', 'day', 'week', 'month'] as const
const zones = Intl.supportedValuesOf('timeZone')
const TIMEOUT_MS = isDeep ? 7_200_000 : 300_000

/** Resets at which a change of the clocks could go wrong: where it jumps from, to and over, midnight, the stories' own. */
function resetsNear({ at, before, after }: ClockChange): readonly string[] {
  const atWall = (wall: number): string => new Date(wall).toISOString().slice(11, 16)
  return [atWall(at + before), atWall(at + after), atWall(at + (before + after) / 2), '00:00', '08:00']
}

function ruleOf(unit: (typeof units)[number], zone: string, resetAt: string): PeriodRule {
  return makers[unit]({ zone, resetAt: unit === 'hour' ? `00:${resetAt.slice(3)}` : resetAt })
}

describe('around every change of the clocks in every zone', () => {
  const all = changesOfAllZones()
  const changes = isDeep ? all : distinct(all)

  test('the changes are found', () => {
    expect(new Set(all.map(({ zone }) => zone)).size).toBeGreaterThan(zones.length / 2)
    const springs = all.filter(
      ({ zone, at }) => zone === 'Europe/Berlin' && new Date(at).getUTCFullYear() === 2026,
    )
    expect(springs.map(({ at }) => new Date(at).toISOString())).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ])
  })

  test.each(units)(
    'every instant is in one %s, periods touch, keys increase and name their period',
    (unit) => {
      const faults: string[] = []
      for (const [index, change] of changes.entries()) {
        const resets = resetsNear(change)
        const chosen = isDeep ? resets : [resets[index % resets.length] ?? '00:00']
        for (const resetAt of chosen) {
          const fault = faultAt(ruleOf(unit, change.zone, resetAt), new Date(change.at))
          if (fault !== undefined) faults.push(fault)
        }
      }
      expect(faults).toEqual([])
    },
    TIMEOUT_MS,
  )
})

const rules = fc
  .tuple(fc.constantFrom(...units), fc.constantFrom(...zones), fc.nat(23), fc.nat(59))
  .map(([unit, zone, hours, minutes]) =>
    ruleOf(unit, zone, `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`),
  )
const instants = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('2100-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const numRuns = isDeep ? 200_000 : 1500

test(
  'at any instant of 1970 to 2100, in any zone with any reset',
  () => {
    fc.assert(
      fc.property(rules, instants, (rule, instant) => {
        expect(faultAt(rule, instant)).toBeUndefined()
      }),
      { numRuns },
    )
  },
  TIMEOUT_MS,
)

test(
  'a period begins when the clocks show its reset time, or skip it, by another implementation of zones',
  () => {
    fc.assert(
      fc.property(rules, instants, (rule, instant) => {
        const { key, startsAt } = periodAt(rule, instant)
        const start = Temporal.Instant.from(startsAt.toISOString()).toZonedDateTimeISO(rule.zone)
        const isChange = start.subtract({ seconds: 1 }).getTimeZoneTransition('next')?.equals(start) === true
        expect(isChange ? '' : faultOfStart(rule, key, start)).toBe('')
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    )
  },
  TIMEOUT_MS,
)

function faultOfStart(rule: PeriodRule, key: string, start: Temporal.ZonedDateTime): string {
  const time = start.toPlainTime().toString({ smallestUnit: 'minute' })
  const weekNumber = String(start.weekOfYear).padStart(2, '0')
  const expected = {
    hour: [`00:${time.slice(3)}`, `${start.toInstant().toString().slice(0, 16)}Z`, true],
    day: [time, start.toPlainDate().toString(), true],
    week: [time, `${start.yearOfWeek}-W${weekNumber}`, start.dayOfWeek === 1],
    month: [time, start.toPlainDate().toString().slice(0, 7), start.day === 1],
    ever: [],
  }[rule.unit]
  const got = ['resetAt' in rule ? rule.resetAt : '', key, true]
  return JSON.stringify(got) === JSON.stringify(expected) ? '' : JSON.stringify({ rule, got, expected })
}
