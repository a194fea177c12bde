import { describe, expect, test } from 'vitest'
import { type Database, listClaims } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { openTransaction } from '../support/transaction.ts'

const checkIn = checkInOnce({ cacheSize: 0 })

/** Claims for each subject in a transaction of its own, a second apart. */
async function claimInside({ db, pool }: FreshDatabase, ...subjects: readonly string[]): Promise<void> {
  for (const [n, subject] of subjects.entries()) {
    await freezeClock(db, new Date(morning.getTime() + n * 1000))
    const own = await openTransaction(pool)
    await checkIn.claim(own.db, subject)
    await own.end('commit')
  }
}

async function listed(db: Database, period = '2026-11-22'): Promise<string[]> {
  const claims = await listClaims(db, { action: 'check-in', period, limit: 1000 })
  return claims.map(({ subject, rank }) => `${rank} ${subject}`)
}

describe('claims that were made inside transactions', () => {
  test('get their ranks after those that have one, in the order of their times', async () => {
    const fresh = await freshDatabase()
    await claimInside(fresh, 'cy', 'ada')
    expect((await checkIn.claim(fresh.db, 'bo')).claim.rank).toBe(1)
    expect(await listed(fresh.db)).toEqual(['1 bo'])
    expect(await checkIn.rankLate(fresh.db)).toBe(2)
    expect(await listed(fresh.db)).toEqual(['1 bo', '2 cy', '3 ada'])
    expect(await checkIn.rankLate(fresh.db)).toBe(0)
    expect((await checkIn.claim(fresh.db, 'di')).claim.rank).toBe(4)
    expect((await checkIn.status(fresh.db, 'cy')).claim?.rank).toBe(2)
  })

  test('of several periods are numbered in each', async () => {
    const fresh = await freshDatabase()
    await claimInside(fresh, 'ada', 'bo')
    await freezeClock(fresh.db, nextReset)
    const own = await openTransaction(fresh.pool)
    await checkIn.claim(own.db, 'ada')
    await own.end('commit')
    expect(await checkIn.rankLate(fresh.db)).toBe(3)
    expect([await listed(fresh.db), await listed(fresh.db, '2026-11-23')]).toEqual([
      ['1 ada', '2 bo'],
      ['1 ada'],
    ])
  })

  test('beyond the limit wait for the next call', async () => {
    const fresh = await freshDatabase()
    await claimInside(fresh, 'ada', 'bo', 'cy')
    expect([
      await checkIn.rankLate(fresh.db, { limit: 2 }),
      await checkIn.rankLate(fresh.db, { limit: 2 }),
    ]).toEqual([2, 1])
    expect(await listed(fresh.db)).toEqual(['1 ada', '2 bo', '3 cy'])
  })

  test('that somebody holds are left for the next call, and hold up nobody', async () => {
    const fresh = await freshDatabase()
    await claimInside(fresh, 'ada', 'bo')
    const stranger = await openTransaction(fresh.pool)
    await stranger.client.query(`select from daylatch.claim where subject = 'ada' for update`)
    expect(await checkIn.rankLate(fresh.db)).toBe(1)
    await stranger.end('rollback')
    expect(await checkIn.rankLate(fresh.db)).toBe(1)
    expect(await listed(fresh.db)).toEqual(['1 bo', '2 ada'])
  })

  test('and make-ups, and claims of an action without ranks: the latter two get none', async () => {
    const { db, pool } = await freshDatabase()
    const unranked = checkInOnce({ rank: false, makeUp: { periodsBack: 7, perMonth: 3 } })
    const ranked = checkInOnce({ makeUp: { periodsBack: 7, perMonth: 3 } })
    await freezeClock(db, morning)
    const own = await openTransaction(pool)
    await unranked.claim(own.db, 'ada')
    await ranked.makeUp(own.db, 'bo', '2026-11-21')
    await own.end('commit')
    expect([await unranked.rankLate(db), await ranked.rankLate(db)]).toEqual([0, 0])
  })
})

test('four processes number at once, while others claim: no gap, nothing twice', async () => {
  const { db, connect, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const own = await openTransaction(pool)
  for (let n = 0; n < 60; n += 1) await checkIn.claim(own.db, `inside-${n}`)
  await own.end('commit')
  const processes = [db, connect(), connect(), connect()]
  const [late] = await Promise.all([
    Promise.all(processes.map(async (each) => await checkIn.rankLate(each))),
    Promise.all(
      Array.from({ length: 60 }, async (_, n) => await checkIn.claim(processes[n % 4] ?? db, `pool-${n}`)),
    ),
  ])
  expect(late.reduce((sum, count) => sum + count, 0)).toBe(60)
  const { rows } = await pool.query(`
    select count(*)::int as claims, count(distinct rank)::int as ranks, min(rank)::int as first, max(rank)::int as last,
      (select claims::int from daylatch.period_counter) as counted
    from daylatch.claim`)
  expect(rows).toEqual([{ claims: 120, ranks: 120, first: 1, last: 120, counted: 120 }])
})

test('the twin, which reads what is owed before it has the counter, numbers twice and leaves a gap', async () => {
  const fresh = await freshDatabase()
  await claimInside(fresh, 'ada')
  const owed = async (): Promise<number> =>
    (await fresh.pool.query('select from daylatch.claim where rank_owed')).rowCount ?? 0
  const number = async (count: number): Promise<void> => {
    await fresh.pool.query(
      `with counted as (
         insert into daylatch.period_counter as n values ('check-in', '2026-11-22', $1)
         on conflict (action, period) do update set claims = n.claims + excluded.claims returning claims
       ) update daylatch.claim set rank_owed = false, rank = counted.claims from counted where subject = 'ada'`,
      [count],
    )
  }
  const [one, other] = [await owed(), await owed()]
  await number(one)
  await number(other)
  expect(await listed(fresh.db)).toEqual(['2 ada'])
})

test('finding them reads their own index, not the table', async () => {
  const { pool } = await freshDatabase()
  await pool.query(`
    insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak)
    select 'member-' || n, gen_random_uuid(), 'check-in', '2026-11-22', 'UTC', 'epoch', 'now', 'now', 1
    from generate_series(1, 5000) n`)
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`
    explain select period from daylatch.claim
    where action = 'check-in' and rank_owed and period > '' order by period limit 1`)
  expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('claim_rank_owed')
  const size = await pool.query(`select pg_relation_size('daylatch.claim_rank_owed')::int as bytes`)
  expect(size.rows).toEqual([{ bytes: 8192 }])
})

test('a client of somebody’s is refused: the counter would be held until he commits', async () => {
  const { pool } = await freshDatabase()
  const own = await openTransaction(pool)
  expect(await outcomeOf(checkIn.rankLate(own.db))).toBe('BAD_OPTION')
  await own.end('rollback')
})
