import { inRange } from './subject-ranges.ts'

/** Rules of effects, their claims and their events, in the form of the rules of accounts. */

const effectKey = (alias: string): string => `jsonb_build_object('effect_id', ${alias}.effect_id)`

/** Of `failed` all claims are released or none, by the policy; `cancelled` releases them; all other states keep them. */
const effectClaims = `
select x.subject, 'effect' as of, x.rule, ${effectKey('x')}::text as key,
  case x.rule
    when 'effect-claim' then format('It names the claim %s of %s, which is not there.', x.claim_id, x.whose)
    when 'effect-differs' then format('Its claim %s of %s names another effect, action or period.', x.claim_id, x.whose)
    when 'effect-twice' then format('It has claims of %s subjects, and names %s of them.', x.several, x.different)
    else format('It is %s, and %s of its %s claims are released.', x.state, x.released, x.several) end as text
from (
  select e.*, c.whose, c.claim_id, s.released, s.several, s.different,
    case
      when k.claim_id is null then 'effect-claim'
      when (k.effect_subject, k.effect_id, k.action, k.period, k.ends_at)
        is distinct from (e.subject, e.effect_id, e.action, e.period, e.ends_at) then 'effect-differs'
      when s.different < s.several then 'effect-twice'
      when s.released <> case e.state when 'cancelled' then s.several when 'failed' then s.released else 0 end
        or s.released not in (0, s.several) then 'effect-released'
    end as rule
  from daylatch.effect e
    cross join lateral unnest(e.subjects, e.claim_ids) with ordinality as c (whose, claim_id, place)
    left join lateral (
      select k.* from daylatch.claim k where k.subject = c.whose and k.claim_id = c.claim_id limit 1
    ) k on true
    cross join lateral (
      select count(*) as several, count(distinct o.whose) as different,
        count(*) filter (where r.released_at is not null) as released
      from unnest(e.subjects, e.claim_ids) as o (whose, claim_id)
        left join daylatch.claim r on r.subject = o.whose and r.claim_id = o.claim_id
    ) s
  where ${inRange('e')}
) x
where x.rule is not null
order by x.subject, x.effect_id limit 1`

/** A released claim may be of a period that its effect has left; one that stands is the effect's. */
const claimEffects = `
select k.subject, 'claim' as of, 'claim-effect' as rule, jsonb_build_object('claim_id', k.claim_id)::text as key,
  case when e.effect_id is null then format('It was made for the effect %s, which is not there.', k.effect_id)
    else format('It was made for the effect %s, which names other claims.', k.effect_id) end as text
from daylatch.claim k
  left join lateral (
    select e.* from daylatch.effect e where e.subject = k.effect_subject and e.effect_id = k.effect_id limit 1
  ) e on true
where ${inRange('k')} and k.effect_id is not null
  and (e.effect_id is null or (k.released_at is null and not (k.claim_id = any (e.claim_ids))))
order by k.subject, k.claim_id limit 1`

const events = `
with told as (
  select v.*, row_number() over history as place, lag(v.to_state) over history as before
  from daylatch.effect_event v where ${inRange('v')}
  window history as (partition by v.subject, v.effect_id order by v.seq)
),
gathered as materialized (
  select t.subject, t.effect_id, count(*) as there, max(t.seq) as last, max(t.attempt) as attempts,
    (array_agg(t.to_state order by t.seq desc))[1] as state,
    min(t.seq) filter (where t.seq <> t.place) as gap,
    min(t.seq) filter (where t.from_state is distinct from t.before) as jump
  from told t group by t.subject, t.effect_id
)
select x.subject, 'effect' as of, x.rule, ${effectKey('x')}::text as key,
  case x.rule
    when 'event-gap' then format('It has counted %s events; %s are there, up to number %s.', x.events, coalesce(x.there, 0), x.last)
    when 'event-order' then format('Its event %s does not begin where the one before it ended.', x.jump)
    when 'event-state' then format('It is %s, and its last event left it %s.', x.state, x.last_state)
    else format('It has counted %s attempts, and an event tells of attempt %s.', x.attempt, x.attempts) end as text
from (
  select e.subject, e.effect_id, e.events, e.state, e.attempt, g.there, g.last, g.jump, g.attempts, g.state as last_state,
    case
      when (g.there, g.last) is distinct from (e.events::bigint, e.events) or g.gap is not null then 'event-gap'
      when g.jump is not null then 'event-order'
      when g.state <> e.state then 'event-state'
      when g.attempts > e.attempt then 'event-attempt'
    end as rule
  from daylatch.effect e left join gathered g on g.subject = e.subject and g.effect_id = e.effect_id
  where ${inRange('e')}
) x
where x.rule is not null
order by x.subject, x.effect_id limit 1`

export const effectRules: readonly string[] = [effectClaims, claimEffects, events]
