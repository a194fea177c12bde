import type pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fromPg, grant, spend, withLock } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'

const nothing = { latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 }
const oneClaim = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

afterEach(() => {
  vi.unstubAllEnvs()
})

const checkIn = checkInOnce({ cacheSize: 0, lockTimeoutMs: 60_000 })

async function withDiary(): ReturnType<typeof freshDatabase> {
  const fresh = await freshDatabase()
  await fresh.pool.query('create table diary (line text)')
  return fresh
}

async function write(tx: pg.PoolClient, line = 'checked in'): Promise<string> {
  await tx.query('insert into diary values ($1)', [line])
  return line
}

async function diaryOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>('select line from diary order by line')
  return rows.map(({ line }) => line)
}

describe('a block', () => {
  test('runs for the winner, and its writes commit with the claim', async () => {
    const { db, pool } = await withDiary()
    const result = await checkIn.claimWith(db, 'ada', async (tx, claim) => {
      expect(await tally(pool)).toEqual(nothing)
      return await write(tx, claim.period)
    })
    expect(result).toMatchObject({
      status: 'claimed',
      replayed: false,
      value: result.claim.period,
      claim: { rank: null, streak: 1, reward: { balance: 25 } },
    })
    expect(await diaryOf(pool)).toEqual([result.claim.period])
    expect(await tally(pool)).toEqual(oneClaim)
    expect(await checkIn.rankLate(db)).toBe(1)
  })

  test('does not run for the loser, who gets the record', async () => {
    const { db, pool } = await withDiary()
    const { claim } = await checkIn.claim(db, 'ada')
    const result = await checkIn.claimWith(db, 'ada', async (tx) => await write(tx))
    expect(result).toMatchObject({ status: 'already', claim, replayed: false })
    expect(await diaryOf(pool)).toEqual([])
  })

  test('runs once of six at once, and its twin, which asks first, six times', async () => {
    const { db, connect, pool } = await withDiary()
    const processes = [db, connect(), connect(), db, connect(), connect()]
    const results = await Promise.all(
      processes.map(async (each) => await checkIn.claimWith(each, 'ada', async (tx) => await write(tx))),
    )
    expect(results.filter(({ status }) => status === 'claimed').length).toBe(1)
    expect(await diaryOf(pool)).toEqual(['checked in'])
    const free = await Promise.all(processes.map(async (each) => await checkIn.status(each, 'bo')))
    const naive = free.map(async ({ claim }) => {
      if (claim === null) await pool.query(`insert into diary values ('naive')`)
    })
    await Promise.all(naive)
    expect(await diaryOf(pool)).toEqual(['checked in', ...Array<string>(6).fill('naive')])
  })

  test('that throws leaves nothing, neither of the claim nor of its own', async () => {
    const { db, pool } = await withDiary()
    const claimed = checkIn.claimWith(db, 'ada', async (tx) => {
      await write(tx)
      throw new Error('no')
    })
    await expect(claimed).rejects.toThrow('no')
    expect([await diaryOf(pool), await tally(pool)]).toEqual([[], nothing])
    expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
  })

  test('that swallows an error of the database is undone all the same', async () => {
    const { db, pool } = await withDiary()
    const claimed = checkIn.claimWith(db, 'ada', async (tx) => {
      await write(tx)
      await outcomeOf(tx.query('select 1 / 0'))
    })
    expect(await outcomeOf(claimed)).toBe('DATABASE')
    expect([await diaryOf(pool), await tally(pool)]).toEqual([[], nothing])
  })

  test('may spend what the claim has just paid', async () => {
    const { db, pool } = await withDiary()
    const result = await checkIn.claimWith(
      db,
      'ada',
      async (tx) => (await spend(fromPg(tx), 'ada', { unit: 'reading', amount: 25 })).status,
    )
    expect(result).toMatchObject({ value: 'spent' })
    expect(await tally(pool)).toEqual({ ...oneClaim, entries: 2, paid: 0, balances: 0 })
  })
})

test('what a deadlock undoes is run again as a whole', async () => {
  const { db, pool } = await withDiary()
  await pool.query(`insert into diary values ('one'), ('two')`)
  const touch = (line: string): string => `update diary set line = line where line = '${line}'`
  const stranger = await openTransaction(pool)
  await stranger.client.query(`set local deadlock_timeout = '1h'`)
  await stranger.client.query(touch('two'))
  let runs = 0
  const claimed = checkIn.claimWith(db, 'ada', async (tx) => {
    runs += 1
    await write(tx, `run ${runs}`)
    // Only the first run: a later one could come to this row before the stranger has woken up, and meet him again.
    if (runs === 1) await tx.query(touch('one'))
    await tx.query(touch('two'))
  })
  await someoneBlocked(pool)
  // Now each waits for the other, and only the claim's session looks for deadlocks.
  await stranger.client.query(touch('one'))
  await stranger.end('commit')
  expect((await claimed).status).toBe('claimed')
  expect(runs).toBe(2)
  expect(await diaryOf(pool)).toEqual(['one', 'run 2', 'two'])
  expect(await tally(pool)).toEqual(oneClaim)
})

describe('an answer to COMMIT that is lost', () => {
  test('after the commit: the winner stays the winner, with what the block returned', async () => {
    const { url, connect, pool } = await withDiary()
    const proxy = await cuttingProxy(url, 'before its answer comes back')
    const result = await checkIn.claimWith(connect({ url: proxy.url }), 'ada', async (tx) => await write(tx))
    expect([result.status, 'value' in result && result.value, proxy.cuts()]).toEqual([
      'claimed',
      'checked in',
      1,
    ])
    expect([await diaryOf(pool), await tally(pool)]).toEqual([['checked in'], oneClaim])
  })

  test('before the commit: the block runs again, and its first writes are gone', async () => {
    const { url, connect, pool } = await withDiary()
    const proxy = await cuttingProxy(url, 'before the server gets it')
    let runs = 0
    const result = await checkIn.claimWith(connect({ url: proxy.url }), 'ada', async (tx) => {
      runs += 1
      return await write(tx, `run ${runs}`)
    })
    expect([result.status, 'value' in result && result.value, proxy.cuts()]).toEqual(['claimed', 'run 2', 1])
    expect([await diaryOf(pool), await tally(pool)]).toEqual([['run 2'], oneClaim])
  })
})

describe('inside a transaction of the caller’s', () => {
  test('claim and block are part of it', async () => {
    const { pool } = await withDiary()
    for (const end of ['rollback', 'commit'] as const) {
      const own = await openTransaction(pool)
      const result = await checkIn.claimWith(own.db, 'ada', async (tx) => {
        expect(tx).toBe(own.client)
        return await write(tx)
      })
      expect(result.status).toBe('claimed')
      await own.end(end)
    }
    expect([await diaryOf(pool), await tally(pool)]).toEqual([['checked in'], oneClaim])
  })

  test('a block that throws undoes both, and the transaction goes on with its lock_timeout', async () => {
    const { pool } = await withDiary()
    const own = await openTransaction(pool)
    await own.client.query(`set local lock_timeout = '7s'`)
    await write(own.client, 'before')
    const claimed = checkIn.claimWith(own.db, 'ada', async (tx) => {
      await write(tx)
      await tx.query('select 1 / 0')
    })
    expect(await outcomeOf(claimed)).toBe('22012')
    expect(await own.setting('lock_timeout')).toBe('7s')
    await write(own.client, 'behind')
    await own.end('commit')
    expect([await diaryOf(pool), await tally(pool)]).toEqual([['before', 'behind'], nothing])
  })
})

describe('a key', () => {
  test('repeats the win and not the block, also in another period', async () => {
    const { db, pool } = await withDiary()
    await freezeClock(db, morning)
    const first = await checkIn.claimWith(db, 'ada', async (tx) => await write(tx), { key: 'k' })
    await freezeClock(db, nextReset)
    const again = await checkIn.claimWith(db, 'ada', async (tx) => await write(tx), { key: 'k' })
    expect(again).toEqual({ status: 'claimed', claim: first.claim, opensAt: first.opensAt, replayed: true })
    expect(await outcomeOf(checkIn.claim(db, 'ada', { key: 'k' }))).toBe('KEY_REUSED')
    expect(await diaryOf(pool)).toEqual(['checked in'])
  })
})

test('the unique index decides where the latch is gone', async () => {
  const { db, pool } = await withDiary()
  const { claim } = await checkIn.claim(db, 'ada')
  await pool.query('delete from daylatch.latch')
  expect(await checkIn.claimWith(db, 'ada', async (tx) => await write(tx))).toMatchObject({
    status: 'already',
    claim,
  })
  expect([await diaryOf(pool), await tally(pool)]).toEqual([[], { ...oneClaim, latches: 0 }])
})

describe('a second connection of the same pool inside a block', () => {
  test('is thrown in development, by whatever way it is taken, and nothing is kept', async () => {
    const { pool } = await withDiary()
    const db = fromPg(pool)
    await grant(db, 'ada', { unit: 'reading', amount: 1 })
    const ways: (() => Promise<unknown>)[] = [
      async () => await pool.query('select 1'),
      async () => await checkIn.claim(db, 'bo'),
      async () => await checkIn.claimWith(db, 'bo', () => undefined),
      async () => await spend(db, 'ada', { unit: 'reading', amount: 1 }),
      async () => await withLock(db, { text: 'select 1 as one' }, () => undefined),
    ]
    for (const way of ways) expect(await outcomeOf(checkIn.claimWith(db, 'ada', way))).toBe('POOL_REENTRY')
    expect(await tally(pool)).toMatchObject({ claims: 0, entries: 1 })
  })

  test('is let through in production, and after the block', async () => {
    const { pool } = await withDiary()
    const db = fromPg(pool)
    vi.stubEnv('NODE_ENV', 'production')
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const result = await checkIn.claimWith(db, 'ada', async () => (await pool.query('select 1')).rowCount)
    expect(result).toMatchObject({ status: 'claimed', value: 1 })
    const warned = warn.mock.calls.map(([, options]) => JSON.stringify(options))
    expect(warned).toContain('{"type":"DaylatchWarning","code":"pool-reentry"}')
    warn.mockRestore()
    vi.unstubAllEnvs()
    expect((await pool.query('select 1')).rowCount).toBe(1)
  })
})

test('a block that is no function is refused', async () => {
  const { db } = await freshDatabase()
  const block = 'insert' as unknown as () => void
  expect(await outcomeOf(checkIn.claimWith(db, 'ada', block))).toBe('BAD_OPTION')
})
