import type { CalendarUnit } from './calendar.ts'
import { parseDate } from './day.ts'
import type { MonthRule } from './period.ts'
import { checkResetTime, type ResetTimeOptions } from './reset-time.ts'

export type MonthOptions = ResetTimeOptions

/**
 * The rule "once per calendar month": it begins on the first day at `resetAt`, local time in `zone`.
 *
 * @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `HH:MM`
 */
export function month(options: MonthOptions): MonthRule {
  return Object.freeze({ unit: 'month', ...checkResetTime(options) })
}

/** A month outlives the loss of a day: one whose first day never existed begins at the first instant after. */
export const months: CalendarUnit = {
  firstDate(date) {
    return date.with({ day: 1 })
  },
  step(firstDate, periods) {
    return firstDate.add({ months: periods })
  },
  key(firstDate) {
    return firstDate.toString().slice(0, -'-01'.length)
  },
  parse(key) {
    return parseDate(`${key}-01`)
  },
  exists() {
    return true
  },
}
