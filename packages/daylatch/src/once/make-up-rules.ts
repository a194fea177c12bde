import { periodAt } from '../period/period-at.ts'
import type { Period, PeriodRule } from '../period/period.ts'
import type { ClaimRecord } from './claim-record.ts'
import type { MakeUpPlan } from './make-up-plan.ts'
import type { MakeUpRefusal } from './make-up-result.ts'

/** The rules about time, from the first that refuses. Pure: `now` is the database's, read under the latch's lock. */
export function refusalByTime(
  plan: MakeUpPlan,
  rule: PeriodRule,
  period: Period,
  now: Date,
  notBefore: Date | undefined,
): MakeUpRefusal | undefined {
  const { key, startsAt, endsAt } = period
  if (endsAt > now) return { rule: 'not-over', period: key, endsAt }
  const earliest = periodsBefore(rule, now, plan.periodsBack)
  if (startsAt < earliest.startsAt) {
    return { rule: 'too-far-back', period: key, periodsBack: plan.periodsBack, earliest: earliest.key }
  }
  if (notBefore !== undefined && endsAt <= notBefore) return { rule: 'before-start', period: key, notBefore }
  return undefined
}

/** What the subject has claimed so far, as the latch's lock keeps it. */
export interface MakeUpFacts {
  /** The claim in the way, if there is one. */
  readonly inTheWay: ClaimRecord | undefined
  readonly usedThisMonth: number
  readonly month: Period
}

/** The rules about what was claimed before, from the first that refuses. */
export function refusalByFacts(
  plan: MakeUpPlan,
  period: Period,
  { inTheWay, usedThisMonth, month }: MakeUpFacts,
): MakeUpRefusal | undefined {
  if (inTheWay !== undefined) {
    return inTheWay.period === period.key
      ? { rule: 'already-claimed', claim: inTheWay }
      : { rule: 'overlaps', period: period.key, claim: inTheWay }
  }
  if (usedThisMonth < plan.perMonth) return undefined
  return { rule: 'no-allowance', perMonth: plan.perMonth, usedThisMonth, renewsAt: month.endsAt }
}

/** The period that lies `count` before the one that runs at `now`. */
function periodsBefore(rule: PeriodRule, now: Date, count: number): Period {
  let period = periodAt(rule, now)
  for (let back = 0; back < count; back += 1) period = periodAt(rule, new Date(period.startsAt.getTime() - 1))
  return period
}
