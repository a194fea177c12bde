import { dayAt } from './day.ts'
import type { Period, PeriodRule } from './period.ts'

/**
 * The period of `rule` that contains `instant`. Every instant is in exactly one.
 *
 * A pure function: it reads no clock and keeps nothing.
 */
export function periodAt(rule: PeriodRule, instant: Date): Period {
  return dayAt(rule, instant.getTime())
}

/** The previous, the running and the next period, seen from one instant. */
export interface PeriodWindow {
  readonly previous: Period
  readonly running: Period
  readonly next: Period
}

/** The period that contains `instant` with its two neighbours: what a claim offers to the database to choose from. */
export function periodsAround(rule: PeriodRule, instant: Date): PeriodWindow {
  const running = periodAt(rule, instant)
  return {
    previous: periodAt(rule, new Date(running.startsAt.getTime() - 1)),
    running,
    next: periodAt(rule, running.endsAt),
  }
}

/**
 * When a subject whose last claim is `last` may claim again under `rule`, if nothing else happens.
 *
 * Usually the end of that claim. After a change of zone or reset time the period that runs then can still carry the
 * claimed key; the slot opens with the first later one.
 */
export function opensAfter(rule: PeriodRule, last: { readonly period: string; readonly endsAt: Date }): Date {
  let period = periodAt(rule, last.endsAt)
  while (!isLaterKey(period.key, last.period)) period = periodAt(rule, period.endsAt)
  return period.startsAt > last.endsAt ? period.startsAt : last.endsAt
}

/** Keys of one unit have one length and sort by time; keys of different units cannot be compared, and do not collide. */
function isLaterKey(key: string, than: string): boolean {
  return key.length !== than.length || key > than
}
