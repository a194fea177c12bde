import { inRange } from './subject-ranges.ts'

/** Rules of claims and their rewards, in the form of the rules of accounts. */

const claimKey = (alias: string): string => `jsonb_build_object('claim_id', ${alias}.claim_id)`

/** The kind of the entry that pays the claim `k`. */
const kindOfReward = `case k.kind when 'make-up' then 'make-up' else 'reward' end`

const rewards = `
select k.subject, 'claim' as of, 'claim-entry' as rule, ${claimKey('k')}::text as key,
  case when e.seq is null then format('It was paid by entry %s, which is not there.', k.seq)
    else format('It was paid %s by entry %s, which is %s of kind %s for another claim or amount.',
      k.reward, k.seq, e.amount, e.kind) end as text
from daylatch.claim k
  left join daylatch.entry e
    on e.subject = k.subject and e.unit = k.unit and e.account = k.account and e.seq = k.seq
where ${inRange('k')} and k.seq is not null
  and (e.claim_id = k.claim_id and e.amount = k.reward and e.kind = ${kindOfReward}) is not true
order by k.subject, k.claim_id limit 1`

/** With the rule before: exactly one entry for every claim that pays. */
const rewardEntries = `
select e.subject, 'entry' as of, 'entry-claim' as rule,
  jsonb_build_object('unit', e.unit, 'account', e.account, 'seq', e.seq)::text as key,
  case when k.claim_id is null then format('Entry %s pays a claim that is not there.', e.seq)
    else format('Entry %s pays a claim that was paid by entry %s.', e.seq, coalesce(k.seq::text, '(none)')) end as text
from daylatch.entry e
  left join daylatch.claim k on k.subject = e.subject and k.claim_id = e.claim_id
where ${inRange('e')} and e.kind in ('reward', 'make-up')
  and (k.unit = e.unit and k.account = e.account and k.seq = e.seq) is not true
order by e.subject, e.unit, e.account, e.seq limit 1`

const costEntries = `
select e.subject, 'entry' as of, 'cost-claim' as rule,
  jsonb_build_object('unit', e.unit, 'account', e.account, 'seq', e.seq)::text as key,
  format('Entry %s is the cost of a make-up, and its claim is none.', e.seq) as text
from daylatch.entry e
  join daylatch.claim k on k.subject = e.subject and k.claim_id = e.claim_id
where ${inRange('e')} and e.kind = 'make-up-cost' and k.kind <> 'make-up'
order by e.subject, e.unit, e.account, e.seq limit 1`

const overlaps = `
select x.subject, 'claim' as of, 'overlap' as rule, ${claimKey('x')}::text as key,
  format('It starts before an earlier claim of %s has ended.', x.action) as text
from (
  select k.subject, k.action, k.claim_id, k.starts_at, max(k.ends_at) over (
    partition by k.subject, k.action order by k.starts_at, k.claim_id rows between unbounded preceding and 1 preceding
  ) as ended_at
  from daylatch.claim k where ${inRange('k')} and k.released_at is null
) x
where x.starts_at < x.ended_at
order by x.subject, x.action, x.starts_at limit 1`

/** The claims of a latch are gathered over the whole range at once: latch by latch, a young database looks them up badly. */
const latches = `
with linked as (
  select c.subject, c.action, c.starts_at, c.starts_at is not distinct from lag(c.ends_at) over (
    partition by c.subject, c.action order by c.starts_at
  ) as goes_on
  from daylatch.claim c where ${inRange('c')} and c.released_at is null
),
chained as (
  select n.*, max(n.starts_at) filter (where not n.goes_on) over (partition by n.subject, n.action) as chain_starts
  from linked n
),
gathered as materialized (
  select m.subject, m.action, count(*) as there, max(m.starts_at) as latest,
    count(*) filter (where m.starts_at >= m.chain_starts) as chain
  from chained m group by m.subject, m.action
),
given_back as materialized (
  select distinct r.subject, r.action from daylatch.claim r where ${inRange('r')} and r.released_at is not null
)
select x.subject, 'latch' as of, x.rule, jsonb_build_object('action', x.action)::text as key,
  case x.rule
    when 'latch-claim' then format('It names the claim %s, which is not there.', x.claim_id)
    when 'latch-differs' then format('It differs from the claim %s that it names.', x.claim_id)
    when 'latch-latest' then format('It names the claim %s, and a later one is there.', x.claim_id)
    when 'latch-claims' then format('It has counted %s claims, and %s are there.', x.claims, x.there)
    else format('Its streak is %s; the unbroken chain of claims is %s.', x.streak, x.chain) end as text
from (
  select l.*, a.there, a.chain,
    case
      when k.claim_id is null then 'latch-claim'
      when (k.action, k.period, k.starts_at, k.ends_at, k.claimed_at, k.released_at is not null)
        is distinct from (l.action, l.period, l.starts_at, l.ends_at, l.claimed_at, l.released) then 'latch-differs'
      when not l.released and a.latest > k.starts_at then 'latch-latest'
      when l.claims < a.there then 'latch-claims'
      when not l.released and l.streak < a.chain then 'streak'
      when g.subject is null and l.claims = a.there and l.streak > a.chain then 'streak'
    end as rule
  from daylatch.latch l
    left join daylatch.claim k on k.subject = l.subject and k.claim_id = l.claim_id
    left join gathered a on a.subject = l.subject and a.action = l.action
    left join given_back g on g.subject = l.subject and g.action = l.action
  where ${inRange('l')}
) x
where x.rule is not null
order by x.subject, x.action limit 1`

const unlatched = `
select k.subject, 'claim' as of, 'claim-latch' as rule, ${claimKey('k')}::text as key,
  format('There is no latch for %s of this subject.', k.action) as text
from daylatch.claim k
where ${inRange('k')}
  and not exists (select from daylatch.latch l where l.subject = k.subject and l.action = k.action)
order by k.subject, k.action, k.starts_at limit 1`

const keys = `
select y.subject, 'claim_key' as of, 'key-claim' as rule,
  jsonb_build_object('action', y.action, 'key', y.key)::text as key,
  format('It stands for the claim %s, which is not there.', y.claim_id) as text
from daylatch.claim_key y
where ${inRange('y')} and y.expires_at > (select daylatch.clock())
  and not exists (
    select from daylatch.claim k where k.subject = coalesce(y.claim_subject, y.subject) and k.claim_id = y.claim_id
  )
order by y.subject, y.action, y.key limit 1`

export const claimRules: readonly string[] = [
  rewards,
  rewardEntries,
  costEntries,
  overlaps,
  latches,
  unlatched,
  keys,
]
