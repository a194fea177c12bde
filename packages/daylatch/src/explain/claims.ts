import type { Row } from '../drivers/database.ts'
import { toEffectRecord } from '../effect/effect-record.ts'
import { periodOf } from '../period/period-at.ts'
import type { PeriodRule } from '../period/period.ts'
import { offsetAt } from '../period/zone-clock.ts'
import { text, toDate, toDateOrNull, toNumber } from '../rows.ts'
import type { ClaimFacts, ClaimNote } from './facts.ts'

/** A claim with what is remarkable about it. Unlike a record it may lack its entry, which retention can have dropped. */
export function toClaimFacts(row: Row, rule: PeriodRule | null): ClaimFacts {
  const claim = {
    id: text(row, 'claim_id'),
    kind: text(row, 'kind') === 'make-up' ? ('make-up' as const) : ('ordinary' as const),
    period: text(row, 'period'),
    startsAt: toDate(row, 'starts_at'),
    endsAt: toDate(row, 'ends_at'),
    claimedAt: toDate(row, 'claimed_at'),
    releasedAt: toDateOrNull(row, 'released_at'),
    zone: text(row, 'zone'),
    rank: row['rank'] == null ? null : toNumber(row, 'rank'),
    streak: toNumber(row, 'streak'),
    reward: toReward(row),
    effect: row['effect_id'] == null ? null : toEffectRecord(row),
  }
  return { ...claim, notes: [...dateNotes(claim), ...(rule === null ? [] : ruleNotes(claim, rule))] }
}

function toReward(row: Row): ClaimFacts['reward'] {
  if (row['reward'] == null) return null
  return {
    amount: toNumber(row, 'reward'),
    bonus: toNumber(row, 'bonus'),
    unit: text(row, 'unit'),
    account: text(row, 'account'),
    seq: toNumber(row, 'seq'),
    balance: row['balance'] == null ? null : toNumber(row, 'balance'),
  }
}

type Claim = Omit<ClaimFacts, 'notes'>

/** Of days only: a week or a month bears no date of its own. A make-up is of another date by its nature. */
function dateNotes({ kind, period, claimedAt, zone }: Claim): readonly ClaimNote[] {
  if (kind === 'make-up' || !/^\d{4}-\d{2}-\d{2}$/.test(period)) return []
  const at = claimedAt.getTime()
  const shown = new Date(at + offsetAt(zone, at)).toISOString()
  const localDate = shown.slice(0, 10)
  const localTime = shown.slice(11, 16)
  return localDate === period ? [] : [{ note: 'other-date', localDate, localTime }]
}

function ruleNotes(claim: Claim, rule: PeriodRule): readonly ClaimNote[] {
  const zone: readonly ClaimNote[] = claim.zone === rule.zone ? [] : [{ note: 'other-zone', now: rule.zone }]
  const now = periodOf(rule, claim.period)
  if (now === undefined) return [...zone, { note: 'other-unit' }]
  const { startsAt, endsAt } = now
  // The stored start can be later than the period's: a claim of another rule ended only then.
  const isSame = startsAt <= claim.startsAt && endsAt.getTime() === claim.endsAt.getTime()
  return isSame ? zone : [...zone, { note: 'other-bounds', startsAt, endsAt }]
}
