import { Signal } from '@daylatch/test-kit'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Database, fromPg, type LockOptions, withLock } from '../../src/index.ts'
import type { FreshDatabase } from '../support/fresh-database.ts'
import { type Account, account, balanceOf, freshAccounts, holder, waitUntilWaiting } from './support.ts'

interface Crowded extends FreshDatabase {
  readonly db: Database<pg.PoolClient>
  readonly own: pg.Pool
  /** How many connections have been asked for. */
  readonly asked: () => number
}

/** A pool of eight connections that counts who asks it for one. */
async function crowded(): Promise<Crowded> {
  const fresh = await freshAccounts()
  const own = new pg.Pool({ connectionString: fresh.url, max: 8 })
  onTestFinished(async () => await own.end())
  const connect = vi.spyOn(own, 'connect')
  return { ...fresh, own, db: fromPg(own), asked: () => connect.mock.calls.length }
}

const patient: LockOptions = { timeoutMs: 60_000, maxHoldMs: 60_000 }

async function increment(db: Database<pg.PoolClient>, options: LockOptions = patient): Promise<void> {
  await withLock(
    db,
    account(1),
    async (row: Account, tx) => {
      await tx.query('update account set balance = $1 where id = 1', [row.balance + 1])
    },
    options,
  )
}

const times = async (count: number, work: () => Promise<unknown>): Promise<unknown> =>
  await Promise.allSettled(Array.from({ length: count }, work))

describe('a crowd at a row', () => {
  test('takes three connections at first, and leaves the pool the others', async () => {
    const { db, asked, pool } = await crowded()
    const all = times(40, async () => await increment(db))
    expect(asked()).toBe(3)
    await all
    expect([asked(), await balanceOf(pool, 1)]).toEqual([40, 140])
  })

  test('takes as many as there are where the lock can be shared', async () => {
    const { db, asked } = await crowded()
    const all = times(
      40,
      async () => await withLock(db, account(1), () => 1, { ...patient, strength: 'share' }),
    )
    expect(asked()).toBe(40)
    await all
  })

  test('is seen waiting in the database all the same, as soon as the row is not free for a moment', async () => {
    const { db, pool } = await crowded()
    const hasTheRow = new Signal()
    const first = withLock(
      db,
      account(1),
      async () => {
        hasTheRow.set()
        await waitUntilWaiting(pool, 6)
      },
      patient,
    )
    await hasTheRow.done
    const others = Array.from({ length: 6 }, async () => await increment(db))
    await Promise.all([first, ...others])
    expect(await balanceOf(pool, 1)).toBe(106)
  })

  test('runs into the timeout together, whoever stood in line', async () => {
    const { db, pool } = await crowded()
    const somebody = await holder(pool, 'select from account where id = 1 for update')
    const outcomes = await times(6, async () => await increment(db, { timeoutMs: 100 }))
    expect(outcomes).toEqual(
      Array(6).fill(expect.objectContaining({ reason: expect.objectContaining({ code: 'LOCK_TIMEOUT' }) })),
    )
    await somebody.release()
  })
})

describe('a place in line is given on when', () => {
  const endings: Readonly<Record<string, (crowd: Crowded) => Promise<unknown>>> = {
    'the block throws': async ({ db }) =>
      await times(5, async () => await withLock(db, account(1), () => Promise.reject(new Error('no')))),
    'the row is gone': async ({ db, pool }) => {
      await pool.query('delete from account where id = 1')
      await times(5, async () => await increment(db))
      await pool.query('insert into account values (1, 100)')
    },
    'the lock times out': async ({ db, pool }) => {
      const somebody = await holder(pool, 'select from account where id = 1 for update')
      await times(5, async () => await increment(db, { timeoutMs: 20 }))
      await somebody.release()
    },
    'its connection is cut': async ({ db }) =>
      await times(5, async () => {
        await withLock(
          db,
          account(1),
          async (_row, tx) => await tx.query('select pg_terminate_backend(pg_backend_pid())'),
        )
      }),
    'a statement of the block failed and the block went on': async ({ db }) =>
      await times(5, async () => {
        await withLock(
          db,
          account(1),
          async (_row, tx) => await tx.query('select 1/0').catch(() => undefined),
        )
      }),
  }

  test.each(Object.entries(endings))('%s', async (_, end) => {
    const crowd = await crowded()
    await end(crowd)
    const before = crowd.asked()
    const next = times(4, async () => await increment(crowd.db))
    expect(crowd.asked() - before).toBe(3)
    await next
    expect(await balanceOf(crowd.pool, 1)).toBe(104)
  })
})
