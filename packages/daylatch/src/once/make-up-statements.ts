import { standsOf } from '../rows.ts'
import { countMadeUp } from './make-up-allowance.ts'
import { epochMs, joinEntry, recordColumns } from './claim-record.ts'

/**
 * Locks the latch of a subject against every other claim and make-up of the action. Where there is none yet, creates one
 * that stands for nothing, so that two first make-ups exclude each other; it is never committed as it is.
 *
 * $1 action, $2 subject, $3 claim id, $4 account.
 */
export const lockLatch = {
  name: 'daylatch_lock_latch',
  text: `
insert into daylatch.latch as l
  (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, released, streak, claims)
values ($2, $1, $3::uuid, '-', 'epoch', timestamptz 'epoch' + interval '1 second', 'epoch', $4, true, 1, 0)
on conflict (subject, action) do update set claim_id = l.claim_id`,
}

/** A statement after the lock: the one that waited for it began before. */
export const readClock = {
  name: 'daylatch_read_clock',
  text: `select ${epochMs('daylatch.clock()')} as at`,
}

/**
 * The claim in the way of a make-up, and how many make-ups were made in a month.
 *
 * $1 action, $2 subject, $3–$5 key, start and end of the period, $6 and $7 start and end of the month.
 */
export const findFacts = {
  name: 'daylatch_make_up_facts',
  text: `
select ${countMadeUp('$6', '$7')} as used, ${recordColumns('e.balance')}
from (select) as always
  left join lateral (
    select k.* from daylatch.claim k
    where k.subject = $2 and ${standsOf('k', '$1')}
      and (k.period = $3 or (k.starts_at < $5::timestamptz and k.ends_at > $4::timestamptz))
    order by k.period = $3 desc, k.starts_at limit 1
  ) k on true ${joinEntry}`,
}

/**
 * Records a make-up, and lets the latch name the subject's latest claim, with the length of the unbroken chain that ends
 * there. Stored numbers of other claims stay as they are.
 *
 * A chain that retention has cut counts on from what its claims were stored with: where one was the fifth of a chain, and
 * now is the second, three are gone. One whose earlier part was released begins anew.
 *
 * The latch never goes back: where the claim that it names is missing, the slot that it closes must not open.
 *
 * $1 action, $2 subject, $3 claim id, $4–$6 key, start and end of the period, $7 zone, $8 time of the claim, $9 account,
 * $10 unit, $11 reward, $12 number of its entry, $13 balance after it: null where nothing is paid.
 */
export const recordMakeUp = {
  name: 'daylatch_record_make_up',
  text: `
with mine as (
  select k.claim_id, k.period, k.starts_at, k.ends_at, k.claimed_at, k.account, k.streak
  from daylatch.claim k where k.subject = $2 and ${standsOf('k', '$1')}
  union all
  select $3::uuid, $4, $5::timestamptz, $6::timestamptz, $8::timestamptz, $9, 1
),
linked as (
  select m.*, m.starts_at is not distinct from lag(m.ends_at) over (order by m.starts_at) as goes_on from mine m
),
numbered as (
  select l.*, count(*) filter (where not l.goes_on) over (order by l.starts_at) as run,
    not l.goes_on and exists (
      select from daylatch.claim r
      where r.subject = $2 and r.action = $1 and r.released_at is not null and r.ends_at = l.starts_at
    ) as follows_released
  from linked l
),
placed as (
  select n.*, row_number() over (partition by n.run order by n.starts_at) as place from numbered n
),
chained as (
  select p.*, p.place + case when bool_or(p.follows_released) over whole then 0
    else greatest(0, max(p.streak - p.place) over whole) end as chain
  from placed p window whole as (partition by p.run)
),
recorded as (
  insert into daylatch.claim (subject, claim_id, action, kind, period, zone, starts_at, ends_at, claimed_at,
    streak, unit, account, reward, seq)
  select $2, c.claim_id, $1, 'make-up', c.period, $7, c.starts_at, c.ends_at, c.claimed_at,
    c.chain, $10, case when $10::text is null then null else $9 end, $11::bigint, $12::bigint
  from chained c where c.claim_id = $3::uuid
  returning *
),
latched as (
  update daylatch.latch l
  set claim_id = t.claim_id, period = t.period, starts_at = t.starts_at, ends_at = t.ends_at,
      claimed_at = t.claimed_at, account = coalesce(t.account, l.account), released = false,
      streak = t.chain, claims = l.claims + 1
  from (select * from chained c order by c.starts_at desc limit 1) t
  where l.subject = $2 and l.action = $1 and (l.released or t.starts_at >= l.starts_at)
)
select ${recordColumns('$13::bigint')} from recorded k`,
}
