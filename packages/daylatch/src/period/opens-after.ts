import { isInTime } from './ever.ts'
import { periodAt } from './period-at.ts'
import type { Period, PeriodRule } from './period.ts'

/** What of a claim decides when the next one is let in. */
export interface LastClaim {
  readonly period: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/**
 * When a subject whose last claim is `last` may claim again under `rule`, if nothing else happens. `null`: never.
 *
 * Usually the end of that claim. After a change of the rule the period that runs then may not be a later one: it can
 * carry the claimed key, or, of another unit, contain the claim. The slot opens with the first later one. A claim of
 * `ever` closes the slot for good, and so does any claim when the rule becomes `ever`.
 */
export function opensAfter(rule: PeriodRule, last: LastClaim): Date | null {
  if (rule.unit === 'ever' || !isInTime(last.endsAt.getTime())) return null
  let period = periodAt(rule, last.endsAt)
  while (!isLater(period, last)) period = periodAt(rule, period.endsAt)
  return period.startsAt > last.endsAt ? period.startsAt : last.endsAt
}

/** As the latch has it. Keys of one unit have one length and sort by time; those of two units cannot be compared. */
function isLater(period: Period, last: LastClaim): boolean {
  return period.key.length === last.period.length ? period.key > last.period : period.startsAt > last.startsAt
}
