import { payBalances } from '../ledger/grant-sql.ts'
import { bonusStep } from './bonus-sql.ts'
import { epochMs } from './claim-record.ts'
import type { ClaimKind } from './statements.ts'

/**
 * Takes the latch of every subject whose slot is open, and pays. Answers with the time that it went by and the period
 * that it chose: none if the offered ones do not contain that time, and then nothing is written. The same goes for a
 * bonus table that is not the active one any more; it answers with the version that is.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 accounts, $5–$7 keys, starts and ends of the offered periods, and where
 * there is a reward $8 unit, $9 amount, or amounts where they are drawn; next the offered version of the bonus table,
 * where there is one, and their idempotency keys or null, with `byKey`: whoever has a key comes in only if `takeKeys`
 * took it for this very attempt.
 *
 * `candidate` leaves out subjects whose latch is visibly closed: the upsert would lock and dirty their rows only to
 * refuse. It decides nothing. A latch closed in the snapshot stays closed until its end, so nobody is refused wrongly,
 * and for all others the condition of the upsert is checked on the committed row, after waiting for its lock.
 *
 * Rows are looked up one by one (`lateral … limit 1`) in this and the other statements: without statistics, as in a
 * new database, the planner would read whole tables instead.
 */
export function takeLatches(kind: ClaimKind, byKey: boolean): string {
  const { rewarded, bonuses } = kind
  const keys = `$${8 + (rewarded ? 2 : 0) + (bonuses ? 1 : 0)}`
  return `
with ${timeOfClaim(bonuses ? '$10' : null)},
${latchesTaken({ byKey: byKey ? keys : null })}
  returning l.subject, l.account${kind.drawn ? ', l.claim_id' : ''}${bonuses ? ', l.streak' : ''}
)${
    rewarded
      ? `,
paid as (${payBalances({ unit: '$8', ...amountOf(kind) })}
)`
      : ''
  }
select ${epochMs('clock.at')} as at, slot.period${bonuses ? ', active.version as bonus_version' : ''}
from clock${bonuses ? ' cross join active' : ''} left join slot on true`
}

/**
 * The time by which a claim goes as `clock`, the version of the active bonus table as `active`, and as `slot` the one of
 * the offered periods that contains that time: no row if none does, or if another version than `version` is active.
 */
export function timeOfClaim(version: string | null): string {
  return `clock as materialized (select daylatch.clock() as at),
${
  version === null
    ? ''
    : `active as materialized (
  select coalesce(max(b.version), 0) as version from daylatch.bonus_table b where b.action = $1
),
`
}slot as materialized (
  select p.period, p.starts_at, p.ends_at, clock.at
  from clock${version === null ? '' : ` join active on active.version = ${version}`}, unnest($5::text[], $6::timestamptz[], $7::timestamptz[]) as p (period, starts_at, ends_at)
  where p.starts_at <= clock.at and clock.at < p.ends_at
)`
}

/** The upsert of the latches as `won`, without its `returning`. `byKey`: the parameter with the idempotency keys. */
export function latchesTaken({ byKey }: { readonly byKey: string | null }): string {
  return `candidate as (
  select c.subject, c.claim_id, c.account, slot.period, slot.starts_at, slot.ends_at, slot.at
  from slot
    cross join unnest($2::text[], $3::uuid[], $4::text[]${byKey === null ? '' : `, ${byKey}::text[]`})
      as c (subject, claim_id, account${byKey === null ? '' : ', key'})
    left join lateral (
      select l.* from daylatch.latch l where l.subject = c.subject and l.action = $1 limit 1
    ) l on true${
      byKey === null
        ? ''
        : `
    left join lateral (
      select k.claim_id from daylatch.claim_key k
      where k.subject = c.subject and k.action = $1 and k.key = c.key limit 1
    ) k on true`
    }
  where (l.subject is null or ${isOpen('l', { startsAt: 'slot.starts_at', claimedAt: 'slot.at', period: 'slot.period' })})
    ${byKey === null ? '' : 'and (c.key is null or k.claim_id = c.claim_id)'}
),
won as (
  insert into daylatch.latch as l
    (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
  select c.subject, $1, c.claim_id, c.period, c.starts_at, c.ends_at, c.at, c.account, 1
  from candidate c
  order by c.subject collate "C"
  on conflict (subject, action) do update
    set ${takenOver}
    where ${isOpen('l', { startsAt: 'excluded.starts_at', claimedAt: 'excluded.claimed_at', period: 'excluded.period' })}`
}

/** What the winner `w` is paid, and what has to be joined to know it. A bonus is for this very streak: it never catches up. */
function amountOf({ drawn, bonuses }: ClaimKind): { readonly amount: string; readonly joins: string } {
  const joins: string[] = []
  if (drawn)
    joins.push('join unnest($3::uuid[], $9::bigint[]) as d (claim_id, drawn) on d.claim_id = w.claim_id')
  if (bonuses) joins.push(bonusStep('w', '$10'))
  const amount = drawn ? 'd.drawn' : '$9::bigint'
  return { amount: bonuses ? `${amount} + coalesce(s.amount, 0)` : amount, joins: joins.join('\n    ') }
}

/**
 * What a claim makes of the latch `l` that it takes.
 *
 * A stored start is never before the end of the claim before, which after a change of zone may be later than the
 * period's own start: so no two claims overlap. A claim in the period of a released one takes that one's place in the
 * chain. After a released one of an earlier period the chain is broken: that period was not claimed.
 */
export const takenOver: string = `claim_id = excluded.claim_id, period = excluded.period,
        starts_at = case when not l.released then greatest(excluded.starts_at, l.ends_at)
                         when excluded.starts_at < l.ends_at then greatest(excluded.starts_at, l.starts_at)
                         else excluded.starts_at end,
        claims = l.claims + excluded.claims,
        ends_at = excluded.ends_at, claimed_at = excluded.claimed_at, account = excluded.account, released = false,
        streak = case when not l.released then case when excluded.starts_at <= l.ends_at then l.streak + 1 else 1 end
                      when excluded.starts_at < l.ends_at then l.streak
                      else 1 end`

/**
 * Whether the latch `l` lets a claim in: its own claim is over and the new period is later, or it was released.
 *
 * Keys of one unit have one length and sort by time, so there the key tells. After a change of zone a period can start
 * later and carry the claimed key, or carry a later key and have started before the claim's end; the latter is let in,
 * and its stored start is put to that end, so that no two claims overlap.
 */
export function isOpen(
  latch: string,
  claim: { startsAt: string; claimedAt: string; period: string },
): string {
  const { startsAt, claimedAt, period } = claim
  return `(${latch}.released or (${latch}.ends_at <= ${claimedAt}
      and case when length(${latch}.period) = length(${period}) then ${latch}.period < ${period}
               else ${latch}.starts_at < ${startsAt} end))`
}
