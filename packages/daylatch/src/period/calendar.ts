import { Temporal } from 'temporal-polyfill'
import type { Period, ResetTime } from './period.ts'
import { changeBetween } from './reset-time.ts'

/** What tells days, weeks and months apart: the dates on which they begin, and their keys. */
export interface CalendarUnit {
  /** The date on which the period that contains `date` begins. */
  firstDate(date: Temporal.PlainDate): Temporal.PlainDate
  /** The first date of a neighbour. */
  step(firstDate: Temporal.PlainDate, periods: 1 | -1): Temporal.PlainDate
  key(firstDate: Temporal.PlainDate): string
  /** The first date of the period that a key names; `undefined` when the calendar has no such period. */
  parse(key: string): Temporal.PlainDate | undefined
  /** Whether the zone ever had the period that begins on this date. */
  exists(firstDate: Temporal.PlainDate, zone: string): boolean
}

/**
 * The period that contains `instant` (milliseconds since 1970): the latest existing one whose start is not after it.
 *
 * The walk begins with the period of the next local date: where clocks go back over midnight, a date can begin before
 * the local calendar last shows the date before it.
 */
export function calendarPeriodAt(unit: CalendarUnit, rule: ResetTime, instant: number): Period {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(rule.zone).toPlainDate()
  let date = unit.firstDate(local.add({ days: 1 }))
  while (!unit.exists(date, rule.zone) || startOf(rule, date) > instant) date = unit.step(date, -1)
  let next = unit.step(date, 1)
  while (!unit.exists(next, rule.zone)) next = unit.step(next, 1)
  return {
    key: unit.key(date),
    startsAt: new Date(startOf(rule, date)),
    endsAt: new Date(startOf(rule, next)),
  }
}

/** The period of that key; `undefined` if the zone never had it. */
export function calendarPeriodOf(unit: CalendarUnit, rule: ResetTime, key: string): Period | undefined {
  const date = unit.parse(key)
  if (date === undefined || !unit.exists(date, rule.zone)) return undefined
  const period = calendarPeriodAt(unit, rule, startOf(rule, date))
  return period.key === key ? period : undefined
}

/** The first instant at or after the date's local reset time. */
function startOf(rule: ResetTime, date: Temporal.PlainDate): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(rule.resetAt))
  const first = wall.toZonedDateTime(rule.zone, { disambiguation: 'earlier' })
  if (first.toPlainDateTime().equals(wall)) return first.epochMilliseconds
  // The clock skipped the reset time. "Earlier" lies before the skip, and "later" after it.
  const later = wall.toZonedDateTime(rule.zone, { disambiguation: 'later' })
  return changeBetween(rule.zone, first.epochMilliseconds, later.epochMilliseconds)
}
