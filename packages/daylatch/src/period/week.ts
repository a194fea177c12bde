import type { Temporal } from 'temporal-polyfill'
import type { CalendarUnit } from './calendar.ts'
import { parseDate } from './day.ts'
import type { WeekRule } from './period.ts'
import { checkResetTime, type ResetTimeOptions } from './reset-time.ts'

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

/** A week outlives the loss of a day: one whose Monday never existed begins at the first instant after. */
export const weeks: CalendarUnit = {
  firstDate(date) {
    return mondayOf(date)
  },
  step(firstDate, periods) {
    return firstDate.add({ weeks: periods })
  },
  key(monday) {
    // The week belongs to the year of its Thursday, and the first week is the one that contains the first Thursday.
    const thursday = monday.add({ days: 3 })
    const number = Math.ceil(thursday.dayOfYear / 7)
    return `${String(thursday.year).padStart(4, '0')}-W${String(number).padStart(2, '0')}`
  },
  parse(key) {
    const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(key) ?? []
    // 4 January always lies in the first week.
    const inFirst = year === undefined ? undefined : parseDate(`${year}-01-04`)
    return inFirst && mondayOf(inFirst).add({ weeks: Number(number) - 1 })
  },
  exists() {
    return true
  },
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 })
}
