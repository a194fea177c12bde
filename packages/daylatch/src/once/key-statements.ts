import { epochMs, joinEntry, recordColumns } from './claim-record.ts'

/** How long a key is kept: 7 days, in hours, because a day of the session's time zone may have 23. */
const LIFETIME = `interval '168 hours'`

/**
 * Takes the keys of a batch, before its latches: of two transactions with one key the second waits here, and then finds
 * the key taken. Taken after the latch instead, a waiter that comes through in the next period would be paid for it.
 *
 * A key whose time is over counts as absent. Keys that are visibly taken are left alone, for the upsert would lock and
 * dirty them only to refuse.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 keys, $5 request hashes.
 */
export const takeKeys = {
  name: 'daylatch_take_keys',
  text: `
with clock as materialized (select daylatch.clock() as at)
insert into daylatch.claim_key as k (subject, action, key, request_hash, claim_id, won, expires_at)
select c.subject, $1, c.key, c.request_hash, c.claim_id, true, clock.at + ${LIFETIME}
from clock
  cross join unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) as c (subject, claim_id, key, request_hash)
  left join lateral (
    select k.expires_at from daylatch.claim_key k
    where k.subject = c.subject and k.action = $1 and k.key = c.key limit 1
  ) k on true
where k.expires_at is null or k.expires_at <= clock.at
order by c.subject collate "C", c.key collate "C"
on conflict (subject, action, key) do update
  set request_hash = excluded.request_hash, claim_id = excluded.claim_id, won = excluded.won,
      expires_at = excluded.expires_at, claim_subject = excluded.claim_subject
  where k.expires_at <= excluded.expires_at - ${LIFETIME}`,
}

/**
 * What became of the attempts with a key that did not win, and the last word on their keys.
 *
 * A key that this attempt holds is recorded as lost to the claim in its way, if that still closes the slot or there is
 * to be no other attempt; else it is given back. A key that was there before names the claim that decided then.
 *
 * An answer that repeats a win is an acknowledgement. The message in the log makes this transaction's commit wait for a
 * synchronous standby, so that what it repeats is there too.
 *
 * $1 action, $2 subjects, $3 claim ids of this attempt, $4 keys, $5 request hashes, $6 whether there is no other attempt.
 */
export const settleKeys = {
  name: 'daylatch_settle_keys',
  text: `
with clock as materialized (select daylatch.clock() as at),
lost as materialized (
  select c.subject, c.claim_id, c.key, k.claim_id as named, k.won, k.expires_at, k.request_hash,
    k.request_hash = c.request_hash as same, k.claim_id = c.claim_id as held, l.claim_id as latched, l.released,
    l.claim_id is not null and (c.is_last or (not l.released and l.ends_at > clock.at)) as recorded, clock.at
  from clock
    cross join unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::boolean[])
      as c (subject, claim_id, key, request_hash, is_last)
    left join lateral (
      select k.* from daylatch.claim_key k
      where k.subject = c.subject and k.action = $1 and k.key = c.key limit 1
    ) k on true
    left join lateral (
      select l.* from daylatch.latch l where l.subject = c.subject and l.action = $1 limit 1
    ) l on true
  where l.claim_id is distinct from c.claim_id
),
recorded as (
  insert into daylatch.claim_key as k (subject, action, key, request_hash, claim_id, won, expires_at)
  select l.subject, $1, l.key, l.request_hash, l.latched, false, l.expires_at
  from lost l where l.held and l.recorded
  order by l.subject collate "C", l.key collate "C"
  on conflict (subject, action, key) do update set claim_id = excluded.claim_id, won = excluded.won
),
given_back as (
  delete from daylatch.claim_key k using lost l
  where k.subject = l.subject and k.action = $1 and k.key = l.key and l.held and not l.recorded
)
select l.claim_id as attempt, l.held, l.same, l.won, l.recorded, l.released, ${epochMs('l.at')} as at,
  case when l.same and l.won and not l.held then pg_catalog.pg_logical_emit_message(true, 'daylatch', '') end,
  ${recordColumns('e.balance')}
from lost l
  left join lateral (
    select k.* from daylatch.claim k
    where k.subject = l.subject and k.claim_id = case when l.held then l.latched else l.named end limit 1
  ) k on true ${joinEntry}`,
}

/**
 * Records a key whose attempt was undone because the unique index knew of a claim that the latch did not show.
 *
 * $1 subject, $2 action, $3 key, $4 request hash, $5 id of the claim in the way, $6 its subject.
 */
export const recordLostKey = {
  name: 'daylatch_record_lost_key',
  text: `
insert into daylatch.claim_key as k (subject, action, key, request_hash, claim_id, won, expires_at, claim_subject)
select $1, $2, $3, $4, $5::uuid, false, daylatch.clock() + ${LIFETIME}, nullif($6, $1)
on conflict (subject, action, key) do update
  set request_hash = excluded.request_hash, claim_id = excluded.claim_id, won = excluded.won,
      expires_at = excluded.expires_at, claim_subject = excluded.claim_subject
  where k.expires_at <= excluded.expires_at - ${LIFETIME}`,
}

/** Deletes up to $1 keys whose time is over. */
export const deleteExpiredKeys = {
  name: 'daylatch_delete_expired_keys',
  text: `
with expired as materialized (
  select k.subject, k.action, k.key from daylatch.claim_key k
  where k.expires_at <= (select daylatch.clock())
  order by k.expires_at limit $1
  for update skip locked
),
gone as (
  delete from daylatch.claim_key k using expired x
  where k.subject = x.subject and k.action = x.action and k.key = x.key
  returning 1
)
select count(*) as deleted from gone`,
}
