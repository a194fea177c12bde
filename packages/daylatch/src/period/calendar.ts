import type { Period, ResetTime } from './period.ts'
import { resetOf } from './reset-time.ts'
import { DAY, firstAtOrAfter, type LocalTime, offsetAt } from './zone-clock.ts'

/** A date, as the local time of its midnight. */
export type LocalDate = LocalTime

/** What tells days, weeks and months apart: the dates on which they begin, and their keys. */
export interface CalendarUnit {
  /** The date on which the period that contains `date` begins. */
  firstDate(date: LocalDate): LocalDate
  /** The first date of a neighbour. */
  step(firstDate: LocalDate, periods: 1 | -1): LocalDate
  key(firstDate: LocalDate): string
  /** The first date of the period that a key names; `undefined` for what is no key. */
  parse(key: string): LocalDate | undefined
  /** Whether the zone ever had the period that begins on this date. */
  exists(firstDate: LocalDate, zone: string): boolean
}

/**
 * The period that contains `instant` (milliseconds since 1970): the latest existing one whose start is not after it.
 *
 * The walk begins with the period of the next local date: where clocks go back over midnight, a date can begin before
 * the local calendar last shows the date before it.
 */
export function calendarPeriodAt(unit: CalendarUnit, rule: ResetTime, instant: number): Period {
  const reset = resetOf(rule)
  const startOf = (date: LocalDate): number => firstAtOrAfter(rule.zone, date + reset)
  let date = unit.firstDate(localDateAt(rule.zone, instant) + DAY)
  let next: LocalDate | undefined
  while (startOf(date) > instant || !unit.exists(date, rule.zone)) {
    if (unit.exists(date, rule.zone)) next = date
    date = unit.step(date, -1)
  }
  for (next ??= unit.step(date, 1); !unit.exists(next, rule.zone);) next = unit.step(next, 1)
  return { key: unit.key(date), startsAt: new Date(startOf(date)), endsAt: new Date(startOf(next)) }
}

/** The period of that key; `undefined` if the calendar or the zone never had it. */
export function calendarPeriodOf(unit: CalendarUnit, rule: ResetTime, key: string): Period | undefined {
  const date = unit.parse(key)
  if (date === undefined || unit.key(date) !== key) return undefined
  const period = calendarPeriodAt(unit, rule, firstAtOrAfter(rule.zone, date + resetOf(rule)))
  return period.key === key ? period : undefined
}

/** The date that the zone's clocks show at an instant. */
export function localDateAt(zone: string, instant: number): LocalDate {
  return Math.floor((instant + offsetAt(zone, instant)) / DAY) * DAY
}

export function isoDate(date: LocalDate): string {
  return new Date(date).toISOString().slice(0, '2026-11-22'.length)
}

/** `undefined` for what does not look like a date. 30 February does; it is read as the 2nd of March. */
export function parseIsoDate(text: string): LocalDate | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}
