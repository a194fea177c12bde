import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { Preparing } from '../../src/drivers/preparing.ts'
import { checkInOnce } from '../support/check-in.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { tally } from '../support/tally.ts'
import { transactionPooler } from '../support/transaction-pooler.ts'

test('behind a pooler that loses prepared statements, each claim is made once, and no more statements are prepared', async () => {
  const { url, pool: direct } = await emptyDatabase()
  await migrate(fromPg(direct))
  // One client, and three connections of the pooler in turn: what the first transaction prepares the second does not find.
  const pool = new pg.Pool({ connectionString: await transactionPooler(url), max: 1 })
  onTestFinished(async () => await pool.end())
  const prepared: string[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...rest: unknown[]) => unknown
    client.query = (first: unknown, ...rest: unknown[]) => {
      if (typeof first === 'object' && first !== null && 'name' in first) prepared.push(String(first.name))
      return query(first, ...rest) as never
    }
  })
  const db = fromPg(pool, { prepare: true })
  const checkIn = checkInOnce()
  for (const subject of ['ada', 'bob', 'cyd', 'dan']) {
    expect((await checkIn.claim(db, subject)).status).toBe('claimed')
  }
  const name = 'daylatch_claim_at_once_rewarded_ranked_now'
  expect(prepared).toEqual([name, name])
  expect(await tally(direct)).toEqual({
    latches: 4,
    claims: 4,
    entries: 4,
    paid: 100,
    balances: 100,
    broken: 0,
  })
})

test('a client in a transaction prepares as its pool does; what one finds out holds for both', async () => {
  const { url, pool: direct } = await emptyDatabase()
  await migrate(fromPg(direct))
  const pool = new pg.Pool({ connectionString: await transactionPooler(url), max: 1 })
  onTestFinished(async () => await pool.end())
  const prepared: string[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...rest: unknown[]) => unknown
    client.query = (first: unknown, ...rest: unknown[]) => {
      if (typeof first === 'object' && first !== null && 'name' in first) prepared.push(String(first.name))
      return query(first, ...rest) as never
    }
  })
  const db = fromPg(pool, { prepare: true })
  const checkIn = checkInOnce()
  const claim = async (subject: string, like: typeof db | undefined): Promise<string> => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { status } = await checkIn.claim(fromPg(client, like && { like }), subject)
      await client.query('commit')
      return status
    } catch {
      await client.query('rollback')
      return 'undone'
    } finally {
      client.release()
    }
  }

  // The twin: an adapter that is told nothing prepares nothing, and has nothing to lose.
  expect(await claim('twin', undefined)).toBe('claimed')
  expect(prepared).toEqual([])

  expect(await claim('ada', db)).toBe('claimed')
  expect(prepared.length).toBeGreaterThan(0)
  expect(await claim('bob', db)).toBe('undone')
  const upToNow = prepared.length
  expect(await claim('bob', db)).toBe('claimed')
  expect((await checkIn.claim(db, 'cyd')).status).toBe('claimed')
  expect(prepared).toHaveLength(upToNow)
  expect(await tally(direct)).toMatchObject({ latches: 4, claims: 4, broken: 0 })
})

test('the twin, any other refusal of a prepared statement, changes nothing', () => {
  const preparing = new Preparing(true)
  preparing.check(Object.assign(new Error('refused'), { code: '23505', severity: 'ERROR' }))
  preparing.check(null)
  expect(preparing.isOn).toBe(true)
  preparing.check(Object.assign(new Error('not there'), { code: '26000', severity: 'ERROR' }))
  expect(preparing.isOn).toBe(false)
})
