import type { Row } from '../drivers/database.ts'
import { opensAfter } from '../period/opens-after.ts'
import { periodAt } from '../period/period-at.ts'
import type { PeriodRule } from '../period/period.ts'
import { isTrue, text, toDate } from '../rows.ts'
import type { Verdict } from './facts.ts'

/** What the latch says to a claim made at `at`. Without a rule all that is known is when the last claim ends. */
export function verdictOf(latch: Row | undefined, rule: PeriodRule | null, at: Date): Verdict {
  if (latch === undefined) return { state: 'open', why: 'never-claimed' }
  if (isTrue(latch, 'released')) return { state: 'open', why: 'released' }
  const last = {
    period: text(latch, 'period'),
    startsAt: toDate(latch, 'starts_at'),
    endsAt: toDate(latch, 'ends_at'),
  }
  const opensAt = rule === null ? last.endsAt : opensAfter(rule, last)
  if (opensAt !== null && opensAt <= at) return { state: 'open', why: 'earlier-period' }
  const running = rule === null ? undefined : periodAt(rule, at).key
  const why =
    last.endsAt <= at
      ? 'not-later'
      : running === undefined || running === last.period
        ? 'claimed'
        : 'still-runs'
  return { state: 'closed', why, claimId: text(latch, 'claim_id'), period: last.period, opensAt }
}
