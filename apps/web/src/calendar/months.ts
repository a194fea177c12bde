import type { MonthDay } from '../api/types.ts'

const dayMs = 86_400_000
const daysOfWeek = 7

/** The months before and after "2026-11", as "2026-10" and "2026-12". Civil dates only: no zone moves them. */
export function monthAt(month: string, distance: -1 | 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + distance, 1)).toISOString().slice(0, 7)
}

/**
 * The days of a month in weeks of seven, Monday first. A place is undefined outside of the month, and for a day that
 * the site's zone skipped.
 */
export function weeksOf(
  month: string,
  days: readonly MonthDay[],
): readonly (readonly (MonthDay | undefined)[])[] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const length = (Date.parse(`${monthAt(month, 1)}-01T00:00:00Z`) - first) / dayMs
  const offset = (new Date(first).getUTCDay() + daysOfWeek - 1) % daysOfWeek
  const byPeriod = new Map(days.map((day) => [day.period, day]))
  const places = Array.from({ length: Math.ceil((offset + length) / daysOfWeek) * daysOfWeek }, (_, place) =>
    byPeriod.get(new Date(first + (place - offset) * dayMs).toISOString().slice(0, 10)),
  )
  return Array.from({ length: places.length / daysOfWeek }, (_, week) =>
    places.slice(week * daysOfWeek, (week + 1) * daysOfWeek),
  )
}
