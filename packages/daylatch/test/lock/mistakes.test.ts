import { waitFor } from '@daylatch/test-kit'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { day, fromPg, type LockReport, once, withLock } from '../../src/index.ts'
import { type Account, account, balanceOf, freshAccounts } from './support.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

async function busyFor(ms: number): Promise<void> {
  const until = performance.now() + ms
  await waitFor(`${ms} ms to pass`, async () => performance.now() > until)
}

describe('a block that holds its lock for long', () => {
  test('in production is reported while it runs, with the caller’s stack, and keeps its value', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { db } = await freshAccounts()
    const reports: LockReport[] = []
    const value = await (async function slowCaller() {
      return await withLock(
        db,
        account(1),
        async () => {
          await waitFor('the report', async () => reports.length > 0)
          return reports.length
        },
        { maxHoldMs: 20, report: (report) => reports.push(report) },
      )
    })()
    expect(value).toBe(1)
    expect(reports).toMatchObject([{ kind: 'held-too-long', stack: expect.stringContaining('slowCaller') }])
  })

  test('in development throws after the commit: the work is kept', async () => {
    const { db, pool } = await freshAccounts()
    const locked = withLock(
      db,
      account(1),
      async (_row: Account, tx) => {
        await tx.query('update account set balance = 5 where id = 1')
        await busyFor(60)
      },
      { maxHoldMs: 20, report: () => undefined },
    )
    await expect(locked).rejects.toMatchObject({ code: 'HELD_TOO_LONG' })
    expect(await balanceOf(pool, 1)).toBe(5)
  })
})

describe('a second connection of the same pool inside a block', () => {
  test('is thrown in development, by whatever way it is taken', async () => {
    const { pool } = await freshAccounts()
    const ways: (() => Promise<unknown>)[] = [
      async () => await pool.connect(),
      async () => await pool.query('select 1'),
      async () => await once('check-in', { per: day({ zone: 'UTC' }) }).claim(fromPg(pool), 'ada'),
    ]
    for (const way of ways) {
      const locked = withLock(fromPg(pool), account(1), way)
      await expect(locked).rejects.toMatchObject({ code: 'POOL_REENTRY' })
    }
  })

  test('is reported in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { pool } = await freshAccounts()
    const reports: LockReport[] = []
    const block = async (): Promise<number | null> => (await pool.query('select 1')).rowCount
    expect(
      await withLock(fromPg(pool), account(1), block, { report: (report) => reports.push(report) }),
    ).toBe(1)
    expect(reports).toMatchObject([
      { kind: 'pool-reentry', stack: expect.stringContaining('mistakes.test.ts') },
    ])
  })

  test('the twin, unwatched, waits for itself: both connections are held and both blocks want a third', async () => {
    const { url } = await freshAccounts()
    const pg = await import('pg')
    const pool = new pg.default.Pool({ connectionString: url, max: 2 })
    const clients = [await pool.connect(), await pool.connect()]
    const third = clients.map(async () => await pool.query('select 1'))
    await waitFor('both to wait for a connection', async () => pool.waitingCount === 2)
    expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([2, 0, 2])
    for (const client of clients) client.release()
    await Promise.all(third)
    await pool.end()
  })

  test('of another pool is nobody’s business', async () => {
    const { db, pool } = await freshAccounts()
    expect(await withLock(db, account(1), async () => (await pool.query('select 1')).rowCount)).toBe(1)
  })
})
