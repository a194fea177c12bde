import { type CalendarUnit, isoDate, type LocalDate, parseIsoDate } from './calendar.ts'
import type { WeekRule } from './period.ts'
import { checkResetTime, type ResetTimeOptions } from './reset-time.ts'
import { DAY } from './zone-clock.ts'

export type WeekOptions = ResetTimeOptions

/**
 * The rule "once per ISO week": it begins on Monday at `resetAt`, local time in `zone`.
 *
 * Its key is the year and number of ISO 8601, whose year is the one that has most of the week's days: 1 January 2027
 * is a Friday and lies in `2026-W53`.
 *
 * @throws {DaylatchError} BAD_OPTION when the zone is not known to this runtime or `resetAt` is not `HH:MM`
 */
export function week(options: WeekOptions): WeekRule {
  return Object.freeze({ unit: 'week', ...checkResetTime(options) })
}

export const weeks: CalendarUnit = {
  firstDate(date) {
    return mondayOf(date)
  },
  step(firstDate, periods) {
    return firstDate + periods * 7 * DAY
  },
  key(monday) {
    // A week belongs to the year of its Thursday, so the first one of a year is that of its first Thursday.
    const year = isoDate(monday + 3 * DAY).slice(0, 'yyyy'.length)
    const firstMonday = mondayOf(parseIsoDate(`${year}-01-04`) ?? Number.NaN)
    const number = Math.round((monday - firstMonday) / (7 * DAY)) + 1
    return `${year}-W${String(number).padStart(2, '0')}`
  },
  parse(key) {
    const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(key) ?? []
    const inFirst = parseIsoDate(`${year}-01-04`)
    return inFirst === undefined ? undefined : mondayOf(inFirst) + (Number(number) - 1) * 7 * DAY
  },
  /** Always: a week outlives the loss of a day. One whose Monday never was begins at the first instant after. */
  exists() {
    return true
  },
}

function mondayOf(date: LocalDate): LocalDate {
  // 1 January 1970 was a Thursday.
  const daysSinceMonday = (((date / DAY + 3) % 7) + 7) % 7
  return date - daysSinceMonday * DAY
}
