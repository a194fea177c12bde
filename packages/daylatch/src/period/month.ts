import { type CalendarUnit, isoDate, parseIsoDate } from './calendar.ts'
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

export const months: CalendarUnit = {
  firstDate(date) {
    return new Date(date).setUTCDate(1)
  },
  step(firstDate, periods) {
    const first = new Date(firstDate)
    return first.setUTCMonth(first.getUTCMonth() + periods)
  },
  key(firstDate) {
    return isoDate(firstDate).slice(0, 'yyyy-mm'.length)
  },
  parse(key) {
    return parseIsoDate(`${key}-01`)
  },
  /** Always: a month outlives the loss of a day. One whose first never was begins at the first instant after. */
  exists() {
    return true
  },
}
