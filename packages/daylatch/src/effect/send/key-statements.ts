import { recordColumns } from '../../once/claim-record.ts'
import { effectColumns } from '../effect-record.ts'

/**
 * What the keys of a call stand for, after `takeKeys`: this very attempt, or the claim of an earlier one with its effect.
 *
 * An answer that repeats a win is an acknowledgement. The message in the log makes this transaction's commit wait for a
 * synchronous standby, so that what it repeats is there too.
 *
 * $1 action, $2 subjects, $3 claim ids of this attempt, $4 keys, $5 request hashes.
 */
export const readKeys = {
  name: 'daylatch_send_read_keys',
  text: `
select c.claim_id as attempt, y.claim_id = c.claim_id as held, y.request_hash = c.request_hash as same, y.won,
  y.claim_id as named,
  case when y.won and y.claim_id <> c.claim_id then pg_catalog.pg_logical_emit_message(true, 'daylatch', '') end,
  ${recordColumns('null')}, ${effectColumns}
from unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) as c (subject, claim_id, key, request_hash)
  left join lateral (
    select y.* from daylatch.claim_key y
    where y.subject = c.subject and y.action = $1 and y.key = c.key limit 1
  ) y on true
  left join lateral (
    select k.* from daylatch.claim k
    where k.subject = coalesce(y.claim_subject, y.subject) and k.claim_id = y.claim_id limit 1
  ) k on true
  left join lateral (
    select e.* from daylatch.effect e where e.subject = k.effect_subject and e.effect_id = k.effect_id limit 1
  ) e on true`,
}

/**
 * Records the keys of those who lost, with the claims in their way, which may be those of others: a shared number's.
 * Gives back the keys of those who are tried again, which name nobody.
 *
 * $1 action, $2 subjects, $3 keys, $4 claim ids of this attempt, $5 subjects and $6 ids of the claims in the way.
 */
export const settleSendKeys = {
  name: 'daylatch_send_settle_keys',
  text: `
with lost as materialized (
  select c.* from unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::uuid[])
    as c (subject, key, attempt, claim_subject, claim_id)
),
given_back as (
  delete from daylatch.claim_key y using lost c
  where y.subject = c.subject and y.action = $1 and y.key = c.key and y.claim_id = c.attempt and c.claim_id is null
)
insert into daylatch.claim_key as y
  (subject, action, key, request_hash, claim_id, won, expires_at, claim_subject)
select y.subject, y.action, y.key, y.request_hash, c.claim_id, false, y.expires_at, nullif(c.claim_subject, c.subject)
from lost c cross join lateral (
  select y.* from daylatch.claim_key y
  where y.subject = c.subject and y.action = $1 and y.key = c.key and y.claim_id = c.attempt limit 1
) y
where c.claim_id is not null
order by y.subject, y.key
on conflict (subject, action, key) do update
  set claim_id = excluded.claim_id, won = excluded.won, claim_subject = excluded.claim_subject`,
}
