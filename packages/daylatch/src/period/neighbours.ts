import { badOption } from '../errors.ts'
import { periodAt } from './period-at.ts'
import type { Period, PeriodRule } from './period.ts'

/** The previous, the running and the next period, seen from one instant. `ever` has no neighbours. */
export interface PeriodWindow {
  readonly previous: Period | null
  readonly running: Period
  readonly next: Period | null
}

/** The period that contains `instant` with its neighbours: what a claim offers to the database to choose from. */
export function periodsAround(rule: PeriodRule, instant: Date): PeriodWindow {
  const running = periodAt(rule, instant)
  if (rule.unit === 'ever') return { previous: null, running, next: null }
  return {
    previous: periodAt(rule, new Date(running.startsAt.getTime() - 1)),
    running,
    next: periodAt(rule, running.endsAt),
  }
}

/** Most periods of one list: three years in days, six weeks in hours. */
const LONGEST_LIST = 1100

/**
 * The periods that have a part in the time from `from` to `to`, `to` not included, in order. For calendars.
 *
 * @throws {DaylatchError} BAD_OPTION when `to` is before `from`, or when there are more than 1100
 */
export function periodsBetween(rule: PeriodRule, from: Date, to: Date): readonly Period[] {
  if (!(from <= to)) throw badOption('to', 'a Date that is not before `from`', to)
  const periods: Period[] = []
  for (let start = from; start < to;) {
    const period = periodAt(rule, start)
    periods.push(period)
    if (periods.length > LONGEST_LIST)
      throw badOption('to', `at most ${LONGEST_LIST} periods after \`from\``, to)
    start = period.endsAt
  }
  return periods
}
