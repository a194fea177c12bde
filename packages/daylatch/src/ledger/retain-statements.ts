import { inRange } from './subject-ranges.ts'

/** How much of one account, and of one table, a single transaction takes at most. */
const AT_MOST = 1000

/** A key marks its operation for at least so long, as the key of a claim does. */
const KEY_DAYS = 7

/**
 * Moves checkpoints on, account by account: to the last of the old entries in front, those that nothing newer stands
 * between. $3 is the time before which things are old. The clock is read once, and no account is read further than one
 * transaction goes.
 */
const writeCheckpoints = `
with clock as materialized (select daylatch.clock() as at),
edge as materialized (
  select b.subject, b.unit, b.account, clock.at, n.previous,
    coalesce(kept.seq - 1, least(b.version, n.previous + ${AT_MOST})) as seq
  from clock cross join daylatch.balance b
    left join lateral (
      select c.seq from daylatch.checkpoint c
      where c.subject = b.subject and c.unit = b.unit and c.account = b.account limit 1
    ) c on true
    cross join lateral (select coalesce(c.seq, 0) as previous) n
    left join lateral (
      select e.seq from daylatch.entry e
      where e.subject = b.subject and e.unit = b.unit and e.account = b.account
        and e.seq > n.previous and e.seq <= n.previous + ${AT_MOST}
        and (e.entered_at >= $3::timestamptz
          or (e.key is not null and e.entered_at > clock.at - interval '${KEY_DAYS} days'))
      order by e.seq limit 1
    ) kept on true
  where ${inRange('b')}
)
insert into daylatch.checkpoint as c (subject, unit, account, seq, amount, written_at)
select g.subject, g.unit, g.account, e.seq, e.balance, g.at
from edge g
  cross join lateral (
    select e.seq, e.balance from daylatch.entry e
    where e.subject = g.subject and e.unit = g.unit and e.account = g.account and e.seq = g.seq limit 1
  ) e
where g.seq > g.previous
order by g.subject, g.unit, g.account
on conflict (subject, unit, account) do update
  set seq = excluded.seq, amount = excluded.amount, written_at = excluded.written_at
  where c.seq < excluded.seq
returning 1`

const finalStates = `('sent', 'failed', 'delivered', 'undelivered', 'cancelled')`

/**
 * Claims of effects that are through, all of an effect or none: where none of them is named by a latch or a live key.
 * Those of other subjects, such as a number's, go with them.
 */
const dropEffectClaims = `
delete from daylatch.claim d
where (d.subject, d.claim_id) in (
  select c.subject, c.claim_id
  from (
    select e.* from daylatch.effect e
    where ${inRange('e')} and e.ends_at <= $3::timestamptz and e.period <> 'ever' and e.state in ${finalStates}
      and not exists (
        select from unnest(e.subjects, e.claim_ids) as n (subject, claim_id)
        where exists (
          select from daylatch.latch l where l.subject = n.subject and l.action = e.action and l.claim_id = n.claim_id
        ) or exists (
          select from daylatch.claim_key y
          where y.subject = n.subject and y.claim_id = n.claim_id and y.expires_at > (select daylatch.clock())
        ) or exists (
          select from daylatch.claim_key y
          where y.claim_subject = n.subject and y.claim_id = n.claim_id and y.expires_at > (select daylatch.clock())
        )
      )
      and exists (
        select from unnest(e.subjects, e.claim_ids) as n (subject, claim_id)
          join daylatch.claim k on k.subject = n.subject and k.claim_id = n.claim_id
      )
    limit ${AT_MOST}
  ) e cross join lateral unnest(e.subjects, e.claim_ids) as c (subject, claim_id)
)
returning 1`

/** Effects whose claims are gone, with their events and receipts. */
const dropEffects = `
with gone as materialized (
  select e.subject, e.effect_id from daylatch.effect e
  where ${inRange('e')} and e.ends_at <= $3::timestamptz and e.state in ${finalStates}
    and not exists (
      select from unnest(e.subjects, e.claim_ids) as n (subject, claim_id)
        join daylatch.claim k on k.subject = n.subject and k.claim_id = n.claim_id
    )
  limit ${AT_MOST}
),
events as (
  delete from daylatch.effect_event v using gone g where v.subject = g.subject and v.effect_id = g.effect_id
),
receipts as (
  delete from daylatch.receipt r using gone g where r.subject = g.subject and r.effect_id = g.effect_id
)
delete from daylatch.effect e using gone g where e.subject = g.subject and e.effect_id = g.effect_id
returning 1`

/**
 * Claims whose period was over long ago and whose entry is behind the checkpoint, but for: the one that a latch names, those
 * that a live key stands for, those of effects, which go with them, and claims of a period that never ends.
 */
const dropClaims = `
delete from daylatch.claim d
where (d.subject, d.claim_id) in (
  select k.subject, k.claim_id from daylatch.claim k
    left join daylatch.checkpoint c on c.subject = k.subject and c.unit = k.unit and c.account = k.account
  where ${inRange('k')} and k.ends_at <= $3::timestamptz and k.period <> 'ever'
    and (k.seq is null or k.seq <= c.seq)
    and not exists (
      select from daylatch.latch l where l.subject = k.subject and l.action = k.action and l.claim_id = k.claim_id
    )
    and not exists (
      select from daylatch.claim_key y
      where y.subject = k.subject and y.claim_id = k.claim_id and y.expires_at > (select daylatch.clock())
    )
    and not exists (
      select from daylatch.claim_key y
      where y.claim_subject = k.subject and y.claim_id = k.claim_id and y.expires_at > (select daylatch.clock())
    )
    and not exists (
      select from daylatch.effect e
      where e.subject = k.effect_subject and e.effect_id = k.effect_id and k.claim_id = any (e.claim_ids)
    )
  limit ${AT_MOST * 10}
)
returning 1`

/** Entries behind the checkpoint, but for rewards of claims that stay: their records tell the balance. */
const dropEntries = `
delete from daylatch.entry e
using daylatch.checkpoint c
where ${inRange('c')} and e.subject = c.subject and e.unit = c.unit and e.account = c.account and e.seq <= c.seq
  and not exists (
    select from daylatch.claim k
    where k.subject = e.subject and k.claim_id = e.claim_id and k.unit = e.unit and k.account = e.account and k.seq = e.seq
  )
returning 1`

/** Ended reservations, but for settled ones with a key, which make a second call free, or whose entry is still there. */
const dropReservations = `
delete from daylatch.reservation d
where (d.subject, d.reservation_id) in (
  select r.subject, r.reservation_id from daylatch.reservation r
    left join daylatch.checkpoint c on c.subject = r.subject and c.unit = r.unit and c.account = r.account
  where ${inRange('r')} and r.state <> 'held' and r.ended_at < $3::timestamptz
    and (r.state <> 'settled' or (r.key is null and r.seq <= c.seq))
  limit ${AT_MOST * 10}
)
returning 1`

const dropKeys = `
delete from daylatch.claim_key y
where ${inRange('y')} and y.expires_at <= (select daylatch.clock())
returning 1`

interface RetainStatement {
  readonly text: string
  /** Whether it takes, besides $1 and $2, the bounds of the range of subjects, $3, the time. */
  readonly isDated: boolean
}

/** To be run in this order, in one transaction: each sees what the one before has done. */
export const retainStatements: Readonly<
  Record<
    'checkpoints' | 'effectClaims' | 'effects' | 'claims' | 'entries' | 'reservations' | 'keys',
    RetainStatement
  >
> = {
  checkpoints: { text: writeCheckpoints, isDated: true },
  effectClaims: { text: dropEffectClaims, isDated: true },
  effects: { text: dropEffects, isDated: true },
  claims: { text: dropClaims, isDated: true },
  entries: { text: dropEntries, isDated: false },
  reservations: { text: dropReservations, isDated: true },
  keys: { text: dropKeys, isDated: false },
}
