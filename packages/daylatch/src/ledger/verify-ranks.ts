import type { Database, Row, Session } from '../drivers/database.ts'
import { isTrue, standsOf, text, toNumber } from '../rows.ts'
import { inSnapshot } from './snapshot.ts'
import type { Problem } from './verify.ts'

/** The next period that is counted, or that has a claim with a rank. $1 action, $2 period before. */
const nextPeriod = {
  name: 'daylatch_verify_next_period',
  text: `
select p.action, p.period from (
  (select n.action, n.period from daylatch.period_counter n
   where (n.action, n.period) > ($1, $2) order by n.action, n.period limit 1)
  union all
  (select k.action, k.period from daylatch.claim k
   where (k.action, k.period) > ($1, $2) and k.rank is not null order by k.action, k.period limit 1)
) p
order by p.action, p.period limit 1`,
}

/** One pass over the ranks of a period, in the order of their index. $1 action, $2 period. */
const ranksOf = {
  name: 'daylatch_verify_ranks',
  text: `
select n.claims as counted, r.last, r.twice, r.gap
from (
  select max(t.rank) as last, min(t.rank) filter (where t.rank = t.before) as twice,
    min(t.before + 1) filter (where t.rank > t.before + 1) as gap
  from (
    select k.rank, coalesce(lag(k.rank) over (order by k.rank), 0) as before
    from daylatch.claim k where k.action = $1 and k.period = $2 and k.rank is not null
  ) t
) r
  left join daylatch.period_counter n on n.action = $1 and n.period = $2`,
}

/**
 * Whether claims of an action have been dropped: a latch counts those that were ever made. Ends at the first that has
 * counted more than there are. $1 action.
 */
const anyDropped = {
  name: 'daylatch_verify_dropped',
  text: `
select exists (
  select from daylatch.latch l
  where l.action = $1 and l.claims > (
    select count(*) from daylatch.claim k
    where k.subject = l.subject and ${standsOf('k', 'l.action')}
  )
) as dropped`,
}

/**
 * Checks that the ranks of each period are the numbers from 1 to what its counter says, each given once. Where retention
 * has dropped claims of the action numbers may be missing; the others have to be different still.
 *
 * Each period is one snapshot, in which its claims and its counter were committed together; nothing of it is kept.
 *
 * @returns the first period that is wrong, in the order of actions and periods. It belongs to no subject: that is empty
 */
export async function verifyRanks(db: Database): Promise<Problem | null> {
  const dropped = new Map<string, boolean>()
  for (let at = { action: '', period: '' }; ;) {
    const next = await inSnapshot(db, async (session) => await checkNext(session, at, dropped))
    if (next === undefined || next.problem !== null) return next?.problem ?? null
    at = next.at
  }
}

interface PeriodKey {
  readonly action: string
  readonly period: string
}

async function checkNext(
  session: Session,
  { action, period }: PeriodKey,
  dropped: Map<string, boolean>,
): Promise<{ readonly at: PeriodKey; readonly problem: Problem | null } | undefined> {
  const [row] = (await session.query({ ...nextPeriod, values: [action, period] })).rows
  if (row === undefined) return undefined
  const at = { action: text(row, 'action'), period: text(row, 'period') }
  const [ranks = {}] = (await session.query({ ...ranksOf, values: [at.action, at.period] })).rows
  const problem = problemOf(at, ranks)
  if (problem?.rule !== 'rank-gap') return { at, problem }
  let isDropped = dropped.get(at.action)
  if (isDropped === undefined) {
    const { rows } = await session.query({ ...anyDropped, values: [at.action] })
    isDropped = isTrue(rows[0] ?? {}, 'dropped')
    // Claims may be dropped while this goes on; what is dropped stays so.
    if (isDropped) dropped.set(at.action, isDropped)
  }
  return { at, problem: isDropped ? null : problem }
}

function problemOf({ action, period }: PeriodKey, row: Row): Problem | null {
  const found = (rule: string, words: string): Problem => {
    return { subject: '', table: 'period_counter', row: { action, period }, rule, text: words }
  }
  const number = (name: string): number | null => (row[name] == null ? null : toNumber(row, name))
  const [counted, last, twice, gap] = [number('counted'), number('last'), number('twice'), number('gap')]
  if (twice !== null) return found('rank-twice', `Two claims of this period have the rank ${twice}.`)
  if (last !== null && last > (counted ?? 0)) {
    return found('rank-counter', `It has counted ${counted ?? 'no'} claims, and one has the rank ${last}.`)
  }
  const missing = gap ?? ((counted ?? 0) > (last ?? 0) ? (last ?? 0) + 1 : null)
  if (missing === null) return null
  return found('rank-gap', `It has counted ${counted ?? 'no'} claims, and none has the rank ${missing}.`)
}
