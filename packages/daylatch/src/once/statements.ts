import { standsOf } from '../rows.ts'
import { epochMs, joinEntry, recordColumns } from './claim-record.ts'
import { claimAtOnce } from './claim-at-once.ts'
import { recordClaims } from './record-claims.ts'
import { takeLatches } from './take-latches.ts'

/** When a claim gets its number in the order of its period: with the claim, after the caller's commit, or not at all. */
export type Ranking = 'now' | 'later' | 'none'

/** What the texts of an action's statements depend on, and nothing else, so that a server prepares each once. */
export interface ClaimKind {
  readonly rewarded: boolean
  /** Whether every request has an amount of its own. */
  readonly drawn: boolean
  /** Whether the bonus table adds to the reward. */
  readonly bonuses: boolean
  readonly ranking: Ranking
}

/** The statements of one kind of action. */
export interface ClaimStatements {
  readonly takeLatches: { readonly name: string; readonly text: string }
  /** The same where some of the attempts have idempotency keys. */
  readonly takeLatchesByKey: { readonly name: string; readonly text: string }
  readonly recordClaims: { readonly name: string; readonly text: string }
  /** Both in one, for batches without idempotency keys. */
  readonly claimAtOnce: { readonly name: string; readonly text: string }
}

export function claimStatements(kind: ClaimKind): ClaimStatements {
  const { rewarded, drawn, bonuses, ranking } = kind
  const flags = [rewarded && 'rewarded', drawn && 'drawn', bonuses && 'bonuses']
  const words = [...flags, ranking !== 'none' && `ranked_${ranking}`].filter((word) => word !== false)
  const name = (verb: string): string => ['daylatch', verb, ...words].join('_')
  return {
    takeLatches: { name: name('take_latches'), text: takeLatches(kind, false) },
    takeLatchesByKey: { name: name('latch_by_key'), text: takeLatches(kind, true) },
    recordClaims: { name: name('record_claims'), text: recordClaims(kind) },
    claimAtOnce: { name: name('claim_at_once'), text: claimAtOnce(kind) },
  }
}

/**
 * The records of the claims that stand in the way of those who did not win, and the time of this look.
 *
 * A statement after the first: that one's snapshot is older than the commit it waited for.
 *
 * $1 action, $2 subjects, $3 claim ids of this attempt.
 */
export const winnersInTheWay = {
  name: 'daylatch_winners_in_the_way',
  text: `
with clock as materialized (select daylatch.clock() as at)
select ${recordColumns('e.balance')}, l.released, ${epochMs('clock.at')} as at
from clock
  cross join unnest($2::text[], $3::uuid[]) as c (subject, claim_id)
  cross join lateral (
    select l.subject, l.claim_id, l.released from daylatch.latch l
    where l.subject = c.subject and l.action = $1 and l.claim_id <> c.claim_id limit 1
  ) l
  cross join lateral (
    select k.* from daylatch.claim k where k.subject = l.subject and k.claim_id = l.claim_id limit 1
  ) k ${joinEntry}`,
}

/**
 * Claims by id: what became of attempts whose answer was lost.
 *
 * $1 subjects, $2 claim ids.
 */
export const claimsById = {
  name: 'daylatch_claims_by_id',
  text: `
select ${recordColumns('e.balance')}
from unnest($1::text[], $2::uuid[]) as c (subject, claim_id)
  cross join lateral (
    select k.* from daylatch.claim k where k.subject = c.subject and k.claim_id = c.claim_id limit 1
  ) k ${joinEntry}`,
}

/**
 * The unreleased claim that closes a subject's slot now, whatever the latch says: it still runs, or it carries the key
 * of the running period.
 *
 * $1 action, $2 subject, $3–$5 keys, starts and ends of the offered periods.
 */
export const standingClaim = {
  name: 'daylatch_standing_claim',
  text: `
with clock as materialized (select daylatch.clock() as at),
slot as materialized (
  select p.period
  from clock, unnest($3::text[], $4::timestamptz[], $5::timestamptz[]) as p (period, starts_at, ends_at)
  where p.starts_at <= clock.at and clock.at < p.ends_at
)
select ${recordColumns('e.balance')}
from clock cross join daylatch.claim k ${joinEntry}
where k.subject = $2 and ${standsOf('k', '$1')}
  and (k.ends_at > clock.at or k.period in (select slot.period from slot))
order by k.starts_at desc limit 1`,
}
