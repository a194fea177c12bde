import type { Session } from '../drivers/database.ts'
import { text } from '../rows.ts'
import type { EffectRecord } from './effect-record.ts'

/** What is released: the claims of these effects, for all of their subjects. */
export type Releasable = Pick<EffectRecord, 'action' | 'subjects' | 'claimIds'>

/**
 * Locks the latches in sorted order, as every batch of claims does. Those of others are locked as well: whether a latch
 * still names the claim is known under its lock only.
 *
 * $1 subjects, $2 actions.
 */
const lockForRelease = {
  name: 'daylatch_release_lock',
  text: `
select l.claim_id
from (
  select distinct c.subject collate "C" as subject, c.action from unnest($1::text[], $2::text[]) as c (subject, action)
  order by 1, 2
) c
  cross join lateral (
    select l.claim_id from daylatch.latch l where l.subject = c.subject and l.action = c.action limit 1
    for no key update
  ) l`,
}

/**
 * Releases claims, and opens the latches that still name them: somebody else's claim, made meanwhile, stays closed.
 * A statement after the locks. Rows are updated by an upsert, which finds them by their keys whatever the statistics say;
 * what it would insert is never stored.
 *
 * $1 subjects, $2 claim ids.
 */
const release = {
  name: 'daylatch_release_claims',
  text: `
with clock as materialized (select daylatch.clock() as at),
released as (
  insert into daylatch.claim as k
    (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, released_at)
  select k.subject, k.claim_id, k.action, k.period, k.zone, k.starts_at, k.ends_at, k.claimed_at, k.streak, clock.at
  from clock
    cross join unnest($1::text[], $2::uuid[]) as c (subject, claim_id)
    cross join lateral (
      select k.* from daylatch.claim k where k.subject = c.subject and k.claim_id = c.claim_id limit 1
    ) k
  where k.released_at is null
  order by k.subject, k.claim_id
  on conflict (subject, claim_id) do update set released_at = excluded.released_at where k.released_at is null
  returning k.subject, k.action, k.claim_id
),
counted as materialized (
  select r.subject, r.action, count(*) as claims, array_agg(r.claim_id) as ids from released r group by 1, 2
),
reopened as (
  insert into daylatch.latch as l
    (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, released, streak, claims)
  select l.subject, l.action, l.claim_id, l.period, l.starts_at, l.ends_at, l.claimed_at, l.account,
    l.released or l.claim_id = any (c.ids), l.streak, l.claims - c.claims
  from counted c cross join lateral (
    select l.* from daylatch.latch l where l.subject = c.subject and l.action = c.action limit 1
  ) l
  order by l.subject, l.action
  on conflict (subject, action) do update set released = excluded.released, claims = excluded.claims
)
select r.claim_id from released r`,
}

/**
 * Gives the claims of effects back, in the transaction of `session`: that of the move to `failed`, where the policy says
 * so, or to `cancelled`. Its slots are open from that commit on, unless somebody else has them by then. A claim that is
 * released already stays as it is.
 *
 * Lock the effects first, and call it once for all of a transaction: it takes the latches in sorted order, and two calls
 * would take them in two.
 *
 * @returns ids of the claims that were released by this call
 */
export async function releaseClaims(
  session: Session,
  effects: readonly Releasable[],
): Promise<readonly string[]> {
  const claims = effects.flatMap(({ action, subjects, claimIds }) =>
    subjects.map((subject, index) => ({ subject, action, claimId: claimIds[index] })),
  )
  if (claims.length === 0) return []
  const subjects = claims.map((claim) => claim.subject)
  const actions = claims.map((claim) => claim.action)
  await session.query({ ...lockForRelease, values: [subjects, actions] })
  const { rows } = await session.query({
    ...release,
    values: [subjects, claims.map((claim) => claim.claimId)],
  })
  return rows.map((row) => text(row, 'claim_id'))
}
