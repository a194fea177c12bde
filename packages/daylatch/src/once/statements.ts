import { payBalances, writeEntries } from '../ledger/grant-sql.ts'
import { epochMs, freshRecordColumns, joinEntry, recordColumns } from './claim-record.ts'

/** When a claim gets its number in the order of its period: with the claim, after the caller's commit, or not at all. */
export type Ranking = 'now' | 'later' | 'none'

/** The statements of one kind of action. Texts depend on nothing but these two facts, so a server prepares each once. */
export interface ClaimStatements {
  readonly takeLatches: { readonly name: string; readonly text: string }
  /** The same where some of the attempts have idempotency keys. */
  readonly takeLatchesByKey: { readonly name: string; readonly text: string }
  readonly recordClaims: { readonly name: string; readonly text: string }
}

export function claimStatements(kind: {
  readonly rewarded: boolean
  readonly ranking: Ranking
}): ClaimStatements {
  const suffix = `${kind.rewarded ? '_rewarded' : ''}${kind.ranking === 'none' ? '' : `_ranked_${kind.ranking}`}`
  return {
    takeLatches: { name: `daylatch_take_latches${suffix}`, text: takeLatches(kind) },
    takeLatchesByKey: {
      name: `daylatch_take_latches_by_key${suffix}`,
      text: takeLatches({ ...kind, keys: kind.rewarded ? '$10' : '$8' }),
    },
    recordClaims: { name: `daylatch_record_claims${suffix}`, text: recordClaims(kind) },
  }
}

/**
 * Takes the latch of every subject whose slot is open, and pays. Answers with the time that it went by and the period
 * that it chose: none if the three offered ones do not contain that time, and then nothing is written.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 accounts, $5–$7 keys, starts and ends of the offered periods, and where
 * there is a reward $8 unit, $9 reward. With `keys` that parameter has their idempotency keys, or null: whoever has one
 * comes in only if {@link takeKeys} took it for this very attempt.
 *
 * `candidate` leaves out subjects whose latch is visibly closed: the upsert would lock and dirty their rows only to
 * refuse. It decides nothing. A latch closed in the snapshot stays closed until its end, so nobody is refused wrongly,
 * and for all others the condition of the upsert is checked on the committed row, after waiting for its lock.
 *
 * Rows are looked up one by one (`lateral … limit 1`) in this and the other statements: without statistics, as in a
 * new database, the planner would read whole tables instead.
 */
function takeLatches({ rewarded, keys }: { rewarded: boolean; keys?: string }): string {
  return `
with clock as materialized (select daylatch.clock() as at),
slot as materialized (
  select p.period, p.starts_at, p.ends_at, clock.at
  from clock, unnest($5::text[], $6::timestamptz[], $7::timestamptz[]) as p (period, starts_at, ends_at)
  where p.starts_at <= clock.at and clock.at < p.ends_at
),
candidate as (
  select c.subject, c.claim_id, c.account, slot.period, slot.starts_at, slot.ends_at, slot.at
  from slot
    cross join unnest($2::text[], $3::uuid[], $4::text[]${keys === undefined ? '' : `, ${keys}::text[]`})
      as c (subject, claim_id, account${keys === undefined ? '' : ', key'})
    left join lateral (
      select l.* from daylatch.latch l where l.subject = c.subject and l.action = $1 limit 1
    ) l on true${
      keys === undefined
        ? ''
        : `
    left join lateral (
      select k.claim_id from daylatch.claim_key k
      where k.subject = c.subject and k.action = $1 and k.key = c.key limit 1
    ) k on true`
    }
  where (l.subject is null or ${isOpen('l', { startsAt: 'slot.starts_at', claimedAt: 'slot.at', period: 'slot.period' })})
    ${keys === undefined ? '' : 'and (c.key is null or k.claim_id = c.claim_id)'}
),
won as (
  insert into daylatch.latch as l
    (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
  select c.subject, $1, c.claim_id, c.period, c.starts_at, c.ends_at, c.at, c.account, 1
  from candidate c
  order by c.subject collate "C"
  on conflict (subject, action) do update
    set claim_id = excluded.claim_id, period = excluded.period,
        starts_at = case when l.released then excluded.starts_at else greatest(excluded.starts_at, l.ends_at) end,
        claims = l.claims + excluded.claims,
        ends_at = excluded.ends_at, claimed_at = excluded.claimed_at, account = excluded.account, released = false,
        streak = case when excluded.starts_at <= l.ends_at then l.streak + 1 else 1 end
    where ${isOpen('l', { startsAt: 'excluded.starts_at', claimedAt: 'excluded.claimed_at', period: 'excluded.period' })}
  returning l.subject, l.account
)${
    rewarded
      ? `,
paid as (${payBalances({ unit: '$8', reward: '$9' })}
)`
      : ''
  }
select ${epochMs('clock.at')} as at, slot.period from clock left join slot on true`
}

/**
 * Whether the latch `l` lets a claim in: its own claim is over and the new period is later, or it was released.
 *
 * Keys of one unit have one length and sort by time, so there the key tells. After a change of zone a period can start
 * later and carry the claimed key, or carry a later key and have started before the claim's end; the latter is let in,
 * and its stored start is put to that end, so that no two claims overlap.
 */
function isOpen(latch: string, claim: { startsAt: string; claimedAt: string; period: string }): string {
  const { startsAt, claimedAt, period } = claim
  return `(${latch}.released or (${latch}.ends_at <= ${claimedAt}
      and case when length(${latch}.period) = length(${period}) then ${latch}.period < ${period}
               else ${latch}.starts_at < ${startsAt} end))`
}

/**
 * Records the claims of the latches that this transaction took: rank, claim, entry. Answers with the records.
 *
 * A statement of its own, so that its wait for the counter, which all claims of a period share, is not taken for a
 * wait for some stranger's row. A latch that carries one of our ids was taken by this transaction: every attempt of a
 * request has an id of its own.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 zone, and where there is a reward $5 unit, $6 reward.
 */
function recordClaims({ rewarded, ranking }: { rewarded: boolean; ranking: Ranking }): string {
  const ranked = ranking === 'now'
  return `
with winner as materialized (
  select l.*, c.place${rewarded ? ', b.version as seq, b.amount as balance' : ''}
  from unnest($2::text[], $3::uuid[]) with ordinality as c (subject, claim_id, place)
    cross join lateral (
      select l.* from daylatch.latch l
      where l.subject = c.subject and l.action = $1 and l.claim_id = c.claim_id limit 1
    ) l${
      rewarded
        ? `
    cross join lateral (
      select b.version, b.amount from daylatch.balance b
      where b.subject = c.subject and b.unit = $5 and b.account = l.account limit 1
    ) b`
        : ''
    }
)${
    ranked
      ? `,
counted as (
  insert into daylatch.period_counter as n (action, period, claims)
  select $1, w.period, count(*) from winner w group by w.period
  on conflict (action, period) do update set claims = n.claims + excluded.claims
  returning n.claims
)`
      : ''
  },
ranked as materialized (
  select w.subject, w.claim_id, w.action, w.period, $4::text as zone, w.starts_at, w.ends_at, w.claimed_at, w.streak,
    ${ranked ? '(select n.claims from counted n) - count(*) over () + row_number() over (order by w.place)' : 'null::bigint'} as rank,
    ${
      rewarded
        ? '$5::text as unit, w.account, $6::bigint as reward, 0 as bonus, w.seq, w.balance'
        : 'null as unit, null as account, null::bigint as reward, 0 as bonus, null::bigint as seq, null::bigint as balance'
    }
  from winner w
),
recorded as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at,
    streak, rank, rank_owed, unit, account, reward, seq)
  select r.subject, r.claim_id, r.action, r.period, r.zone, r.starts_at, r.ends_at, r.claimed_at,
    r.streak, r.rank, ${ranking === 'later'}, r.unit, r.account, r.reward, r.seq
  from ranked r
)${
    rewarded
      ? `,
entered as (${writeEntries}
)`
      : ''
  }
select ${freshRecordColumns('k.balance')}
from ranked k`
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
where k.action = $1 and k.subject = $2 and k.released_at is null
  and (k.ends_at > clock.at or k.period in (select slot.period from slot))
order by k.starts_at desc limit 1`,
}
