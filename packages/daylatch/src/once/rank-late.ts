import { atomically } from '../drivers/atomically.ts'
import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption } from '../errors.ts'
import { assertWholeNumber } from '../options.ts'
import { text, toNumber } from '../rows.ts'

export interface RankLateOptions {
  /**
   * Most claims that get their rank in this call.
   * @default 10000
   */
  readonly limit?: number
}

/** How many claims one transaction numbers: all claims of the period wait for it. */
const AT_ONCE = 200

/** How long the counter is waited for. Batches hold it for a moment each; whoever waits is in nobody's way. */
const COUNTER_TIMEOUT_MS = 30_000

/** The next period in which a claim waits for its rank. Reads the index of those, and no other claim. $1 action, $2 period before. */
const findPeriod = {
  name: 'daylatch_find_late',
  text: `
select k.period from daylatch.claim k where k.action = $1 and k.rank_owed and k.period > $2
order by k.period limit 1`,
}

/** Takes the counter, as a batch does. $1 action, $2 period. */
const lockCounter = {
  name: 'daylatch_lock_counter',
  text: `
insert into daylatch.period_counter as n (action, period, claims) values ($1, $2, 0)
on conflict (action, period) do update set claims = n.claims + excluded.claims`,
}

/**
 * Numbers claims on from the counter, in the order of their times. A statement after the one that took the counter: what
 * another process has numbered by then is no longer owed. A claim that somebody holds, to drop or release it, is left for
 * the next time, so that nobody waits for him.
 *
 * $1 action, $2 period, $3 how many.
 */
const numberLate = {
  name: 'daylatch_number_late',
  text: `
with owed as materialized (
  select k.subject, k.claim_id, k.claimed_at from daylatch.claim k
  where k.action = $1 and k.period = $2 and k.rank_owed
  order by k.claimed_at, k.subject limit $3
  for no key update skip locked
),
placed as materialized (
  select o.subject, o.claim_id, row_number() over (order by o.claimed_at, o.subject) as place from owed o
),
counted as (
  update daylatch.period_counter n set claims = n.claims + (select count(*) from placed)
  where n.action = $1 and n.period = $2
  returning n.claims - (select count(*) from placed) as before
),
ranked as (
  update daylatch.claim k set rank = c.before + p.place, rank_owed = false
  from placed p, counted c
  where k.subject = p.subject and k.claim_id = p.claim_id
  returning 1
)
select count(*) as ranked from ranked`,
}

/**
 * Gives ranks to the claims of an action that were made inside transactions of callers, after all that have one already.
 *
 * Several processes may do so at once, beside running batches: each transaction holds the period's counter, so numbers
 * have no gaps and none is given twice.
 *
 * @returns how many claims got a rank
 * @throws {DaylatchError}
 */
export async function rankLate(db: Database, action: string, options: RankLateOptions = {}): Promise<number> {
  const { limit = 10_000 } = options
  assertWholeNumber('limit', limit, 1, 1_000_000)
  if (db.isJoined)
    throw badOption('db', 'a pool: the counter must not be held until a caller commits', 'a client')
  let ranked = 0
  for (let period = await nextPeriod(db, action, ''); period !== undefined && ranked < limit;) {
    const most = Math.min(AT_ONCE, limit - ranked)
    const count = await rankSome(db, action, period, most)
    ranked += count
    if (count < most) period = await nextPeriod(db, action, period)
  }
  return ranked
}

async function nextPeriod(db: Database, action: string, after: string): Promise<string | undefined> {
  const { rows } = await ask(
    db,
    async (session) => await session.query({ ...findPeriod, values: [action, after] }),
  )
  return rows[0] === undefined ? undefined : text(rows[0], 'period')
}

async function rankSome(db: Database, action: string, period: string, most: number): Promise<number> {
  return await atomically(db, { lockTimeoutMs: COUNTER_TIMEOUT_MS }, async (session) => {
    await session.query({ ...lockCounter, values: [action, period] })
    const { rows } = await session.query({ ...numberLate, values: [action, period, most] })
    return toNumber(rows[0] ?? {}, 'ranked')
  })
}
