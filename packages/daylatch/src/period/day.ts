import { type CalendarUnit, isoDate, localDateAt, parseIsoDate } from './calendar.ts'
import type { DayRule } from './period.ts'
import { checkResetTime, type ResetTimeOptions } from './reset-time.ts'
import { DAY, firstAtOrAfter } from './zone-clock.ts'

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

export const days: CalendarUnit = {
  firstDate(date) {
    return date
  },
  step(firstDate, periods) {
    return firstDate + periods * DAY
  },
  key(firstDate) {
    return isoDate(firstDate)
  },
  parse(key) {
    return parseIsoDate(key)
  },
  /** Some never did: Samoa, for one, went from 29 to 31 December 2011. */
  exists(firstDate, zone) {
    return localDateAt(zone, firstAtOrAfter(zone, firstDate)) === firstDate
  },
}
