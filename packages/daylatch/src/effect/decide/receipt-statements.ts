import { effectColumns } from '../effect-record.ts'

/**
 * Locks the effects of receipts, in the order in which everybody locks them, and reads them as they then are.
 *
 * A receipt names the id alone, so the subject is looked up first; it never changes.
 *
 * $1 ids of effects, each once.
 */
export const lockEffects = {
  name: 'daylatch_lock_effects',
  text: `
with named as materialized (
  select f.subject, f.effect_id
  from unnest($1::uuid[]) as w (effect_id)
    cross join lateral (
      select e.subject, e.effect_id from daylatch.effect e where e.effect_id = w.effect_id limit 1
    ) f
)
select ${effectColumns}
from (select * from named order by subject collate "C", effect_id) n
  cross join lateral (
    select * from daylatch.effect e
    where e.subject = n.subject and e.effect_id = n.effect_id limit 1 for no key update
  ) e`,
}

/**
 * What is known already about receipts, and whether their attempts were refused. A statement after the lock: every
 * writer of receipts takes that first, so nothing can come in between.
 *
 * $1 subjects, $2 ids, $3 attempts, $4 identities.
 */
export const knownReceipts = {
  name: 'daylatch_known_receipts',
  text: `
select r.place, k.verdict as known,
  exists (
    select from daylatch.effect_event v
    where v.subject = r.subject and v.effect_id = r.effect_id and v.attempt = r.attempt
      and v.from_state = 'sending' and v.to_state = 'pending'
  ) as was_refused
from unnest($1::text[], $2::uuid[], $3::integer[], $4::text[]) with ordinality
    as r (subject, effect_id, attempt, identity, place)
  left join lateral (
    select k.verdict from daylatch.receipt k
    where k.subject = r.subject and k.effect_id = r.effect_id and k.attempt = r.attempt and k.identity = r.identity
    limit 1
  ) k on true
order by r.place`,
}

/**
 * Keeps receipts, each once, with how often it came.
 *
 * $1 subjects, $2 ids, $3 attempts, $4 identities, $5 statuses, $6 codes, $7 times, $8 verdicts.
 */
export const keepReceipts = {
  name: 'daylatch_keep_receipts',
  text: `
with clock as materialized (select daylatch.clock() as at)
insert into daylatch.receipt as k
  (subject, effect_id, attempt, identity, status, code, received_at, times, verdict)
select r.subject, r.effect_id, r.attempt, r.identity, r.status, r.code, clock.at, r.times, r.verdict
from clock, unnest($1::text[], $2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[])
  as r (subject, effect_id, attempt, identity, status, code, times, verdict)
order by r.subject collate "C", r.effect_id, r.attempt, r.identity collate "C"
on conflict (subject, effect_id, attempt, identity) do update
  set times = k.times + excluded.times, verdict = excluded.verdict`,
}

/** $1 ids of effects. */
export const effectsById = {
  name: 'daylatch_effects_by_id',
  text: `
select ${effectColumns}
from unnest($1::uuid[]) as w (effect_id)
  cross join lateral (select * from daylatch.effect e where e.effect_id = w.effect_id limit 1) e`,
}
