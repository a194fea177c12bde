import type { Statement } from '../../drivers/database.ts'
import { epochMs } from '../../rows.ts'

/**
 * $1 the moves, as JSON.
 *
 * `locked` takes the rows one by one in sorted order, waits for whoever has them, and sees what they committed. Everything
 * is decided on that. The update is an upsert, because that finds its rows by the key whatever the statistics say;
 * an `UPDATE … FROM` planned on an empty table reads all of it, and the plan is kept. Its row is locked and there, so it
 * never inserts, and what it says of columns that it does not change is never stored.
 *
 * The time is read after the last lock: events of one effect are in the order of their times.
 */
export const movesStatement: Statement = {
  name: 'daylatch_apply_moves',
  text: `
with move as materialized (
  select * from jsonb_to_recordset($1::jsonb) as m (
    place integer, subject text, effect_id uuid, from_states jsonb, fence integer, to_state text, keeps_due boolean,
    due_at timestamptz, due_in_ms double precision, reason text, actor text, detail jsonb, about integer,
    gateway_ref text, contradicted boolean)
),
locked as materialized (
  select m.*, e.state, e.attempt, e.events, e.due_at as old_due_at, e.reason as old_reason, e.first_sent_at,
    e.last_sent_at, e.gateway_ref as old_gateway_ref, e.contradicted as old_contradicted, e.asked_at
  from (select * from move order by subject collate "C", effect_id) m
    left join lateral (
      select * from daylatch.effect e
      where e.subject = m.subject and e.effect_id = m.effect_id limit 1 for no key update
    ) e on true
),
clock as materialized (select daylatch.clock() as at from (select count(*) from locked) all_locked),
decided as materialized (
  select l.*, clock.at, l.events + 1 as seq, coalesce(l.to_state, l.state) as new_state,
    l.attempt + case when l.to_state = 'sending' then 1 else 0 end as new_attempt,
    coalesce(l.from_states ? l.state and (l.fence is null or l.fence = l.attempt), false) as fits
  from locked l, clock
),
moved as (
  insert into daylatch.effect as e
    (subject, effect_id, action, subjects, claim_ids, period, zone, ends_at, gateway, recipient, payload, asked_at,
     state, reason, due_at, attempt, first_sent_at, last_sent_at, gateway_ref, events, contradicted)
  select d.subject, d.effect_id, '', array[d.subject], array[d.effect_id], '', '', d.at, '', '', 'null', d.at,
    d.new_state, case when d.to_state is null then d.old_reason else d.reason end,
    case when d.keeps_due then d.old_due_at
         else coalesce(d.due_at, d.at + d.due_in_ms * interval '1 millisecond') end,
    d.new_attempt,
    case when d.to_state = 'sending' then coalesce(d.first_sent_at, d.at) else d.first_sent_at end,
    case when d.to_state = 'sending' then d.at else d.last_sent_at end,
    coalesce(d.gateway_ref, d.old_gateway_ref), d.seq, d.contradicted or d.old_contradicted
  from decided d
  where d.fits
  order by d.subject collate "C", d.effect_id
  on conflict (subject, effect_id) do update
    set state = excluded.state, reason = excluded.reason, due_at = excluded.due_at, attempt = excluded.attempt,
        first_sent_at = excluded.first_sent_at, last_sent_at = excluded.last_sent_at,
        gateway_ref = excluded.gateway_ref, events = excluded.events, contradicted = excluded.contradicted
),
noted as (
  insert into daylatch.effect_event
    (subject, effect_id, seq, at, from_state, to_state, attempt, actor, reason, detail)
  select d.subject, d.effect_id, d.seq, d.at, d.state, d.new_state, coalesce(d.about, d.new_attempt), d.actor, d.reason,
    d.detail
  from decided d
  where d.fits
)
select d.place, d.state, d.attempt, d.fits, d.new_state, d.new_attempt, d.seq, ${epochMs('d.at')} as at
from decided d`,
}
