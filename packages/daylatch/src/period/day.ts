import { Temporal } from 'temporal-polyfill'
import type { CalendarUnit } from './calendar.ts'
import type { DayRule } from './period.ts'
import { checkResetTime, type ResetTimeOptions } from './reset-time.ts'

export type DayOptions = ResetTimeOptions

/**
 * The rule "once per civil day": a day of `zone` that begins at `resetAt`.
 *
 * Days of a daylight-saving change have 23 or 25 hours. Nothing is ever reset: the day is computed from the clock.
 *
 * @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `HH:MM`
 */
export function day(options: DayOptions): DayRule {
  return Object.freeze({ unit: 'day', ...checkResetTime(options) })
}

/** A date is its own first date. Some never existed: Samoa, for one, went from 29 to 31 December 2011. */
export const days: CalendarUnit = {
  firstDate(date) {
    return date
  },
  step(firstDate, periods) {
    return firstDate.add({ days: periods })
  },
  key(firstDate) {
    return firstDate.toString()
  },
  parse(key) {
    return parseDate(key)
  },
  exists(firstDate, zone) {
    return firstDate.toZonedDateTime(zone).toPlainDate().equals(firstDate)
  },
}

/** `undefined` for what is no date of the calendar, such as 30 February. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const [year = 0, month = 0, ofMonth = 0] = text.split('-').map(Number)
  if (month < 1 || ofMonth < 1) return undefined
  const date = Temporal.PlainDate.from({ year, month, day: ofMonth }, { overflow: 'constrain' })
  return date.toString() === text ? date : undefined
}
