import { epochMs, recordColumns } from '../../once/claim-record.ts'
import { isOpen, takenOver } from '../../once/take-latches.ts'
import { effectColumns } from '../effect-record.ts'

// Lists come as `(select $2::text[])`: their length is then guessed, and the same for every call. Where the planner can
// count them, it finds each call's own plan the cheaper one, and plans anew every time, which takes longer than the statement.

/**
 * Locks the latches of all subjects of a call, in sorted order. Where there is none yet, creates one that stands for
 * nothing, so that two first sends exclude each other; it is never committed as it is.
 *
 * One statement on purpose. Creating what is missing first and locking the rest after would take rows out of order: of two
 * calls with the same subjects, each would hold what the other one waits for.
 *
 * A row that is there is locked and not written: the condition of the upsert comes after its lock. Subjects whose latch is
 * visibly closed are left out, for they have lost already. Answers with those that it has locked.
 *
 * $1 action, $2 subjects, each once, $3 a new id that tells the created ones.
 */
export const lockLatches = {
  name: 'daylatch_send_lock',
  text: `
with clock as materialized (select daylatch.clock() as at),
candidate as materialized (
  select c.subject
  from clock cross join unnest((select $2::text[])) as c (subject)
    left join lateral (
      select l.* from daylatch.latch l where l.subject = c.subject and l.action = $1 limit 1
    ) l on true
  where l.subject is null or l.released or l.ends_at <= clock.at
),
locked as (
  insert into daylatch.latch as l
    (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, released, streak, claims)
  select c.subject, $1, $3::uuid, '-', '-infinity', '4713-01-01 00:00:00+00 BC', 'epoch', 'main', true, 1, 0
  from candidate c
  order by c.subject collate "C"
  on conflict (subject, action) do update set released = excluded.released where false
)
select c.subject from candidate c`,
}

/**
 * How the latches stand, by the time at which all of the locks were granted: a statement of its own, because the one
 * that waited for them began before. Where a latch is closed, with the claim in the way and its effect.
 *
 * No period where the offered ones do not contain that time.
 *
 * $1 action, $2 subjects, $3–$5 keys, starts and ends of the offered periods.
 */
export const readLatches = {
  name: 'daylatch_send_read',
  text: `
with clock as materialized (select daylatch.clock() as at),
slot as materialized (
  select p.period, p.starts_at, p.ends_at
  from clock, unnest((select $3::text[]), (select $4::timestamptz[]), (select $5::timestamptz[])) as p (period, starts_at, ends_at)
  where p.starts_at <= clock.at and clock.at < p.ends_at
)
select ${epochMs('clock.at')} as at, slot.period as slot, s.subject as latch_subject, l.claim_id as latch_claim_id,
  l.is_open, l.is_standing, ${recordColumns('y.balance')}, ${effectColumns}
from clock left join slot on true cross join unnest((select $2::text[])) as s (subject)
  left join lateral (
    select l.*, not l.released and l.ends_at > clock.at as is_standing,
      ${isOpen('l', { startsAt: 'slot.starts_at', claimedAt: 'clock.at', period: 'slot.period' })} as is_open
    from daylatch.latch l where l.subject = s.subject and l.action = $1 limit 1
  ) l on true
  left join lateral (
    select k.* from daylatch.claim k
    where not l.is_open and k.subject = l.subject and k.claim_id = l.claim_id limit 1
  ) k on true
  left join lateral (
    select y.balance from daylatch.entry y
    where y.subject = k.subject and y.unit = k.unit and y.account = k.account and y.seq = k.seq limit 1
  ) y on true
  left join lateral (
    select e.* from daylatch.effect e where e.subject = k.effect_subject and e.effect_id = k.effect_id limit 1
  ) e on true`,
}

/**
 * Claims latches that this transaction has locked and found open. Answers with the claims.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 subjects and $5 ids of their effects, $6–$8 key, start and end of the period,
 * $9 zone, $10 time of the claims.
 */
export const writeClaims = {
  name: 'daylatch_send_claims',
  text: `
with won as materialized (
  select w.* from unnest((select $2::text[]), (select $3::uuid[]), (select $4::text[]), (select $5::uuid[]))
    as w (subject, claim_id, effect_subject, effect_id)
),
latched as (
  insert into daylatch.latch as l
    (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
  select w.subject, $1, w.claim_id, $6, $7::timestamptz, $8::timestamptz, $10::timestamptz, 'main', 1
  from won w
  order by w.subject collate "C"
  on conflict (subject, action) do update
    set ${takenOver}
    where ${isOpen('l', { startsAt: 'excluded.starts_at', claimedAt: 'excluded.claimed_at', period: 'excluded.period' })}
  returning l.*
),
recorded as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak,
    effect_subject, effect_id)
  select l.subject, l.claim_id, l.action, l.period, $9, l.starts_at, l.ends_at, l.claimed_at, l.streak,
    w.effect_subject, w.effect_id
  from latched l join won w on w.claim_id = l.claim_id
  returning *
)
select ${recordColumns('null')} from recorded k`,
}

/**
 * Queues the effects of claims that this transaction has made, each with its first event. Answers with the effects.
 *
 * $1 action, $2 the effects, as JSON, $3 time of the claims.
 */
export const writeEffects = {
  name: 'daylatch_send_effects',
  text: `
with queued as (
  insert into daylatch.effect (subject, effect_id, action, subjects, claim_ids, period, zone, ends_at, gateway,
    recipient, payload, state, reason, due_at, actor, asked_at, events)
  select w.subject, w.effect_id, $1, w.subjects, w.claim_ids, w.period, w.zone, w.ends_at, w.gateway,
    w.recipient, w.payload, w.state, w.reason, w.due_at, w.actor, $3::timestamptz, 1
  from jsonb_to_recordset($2::jsonb) as w (subject text, effect_id uuid, subjects text[], claim_ids uuid[],
    period text, zone text, ends_at timestamptz, gateway text, recipient text, payload jsonb, state text, reason text,
    due_at timestamptz, actor text)
  returning *
),
noted as (
  insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, actor, reason)
  select q.subject, q.effect_id, 1, q.asked_at, null, q.state, 0, q.actor, q.reason from queued q
)
select ${effectColumns} from queued e`,
}

/** Takes created latches away again, where nothing was won. $1 action, $2 subjects, $3 the id that tells them. */
export const dropPlaceholders = {
  name: 'daylatch_send_drop',
  text: `delete from daylatch.latch l where l.subject = any ($2::text[]) and l.action = $1 and l.claim_id = $3::uuid`,
}
