import { barrier } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { type Database, withLock } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { type Account, account, balanceOf, freshAccounts } from './support.ts'

/** Two blocks that lock two rows in opposite order, and meet in the middle the first time. */
function crossing(
  db: Database,
  attempts: number,
): { both: Promise<PromiseSettledResult<void>[]>; runs: () => number } {
  const bothHaveOne = barrier(2)
  let runs = 0
  const cross = async (from: number, to: number): Promise<void> => {
    let isFirst = true
    await withLock(
      db,
      account(from),
      async () => {
        runs += 1
        // Only the first run wants the other row: a later one could have its own again before the other has woken up.
        if (!isFirst) return
        isFirst = false
        await bothHaveOne()
        await withLock(db, account(to), () => undefined)
      },
      // The server looks for deadlocks after a second.
      { attempts, maxHoldMs: 60_000 },
    )
  }
  return { both: Promise.allSettled([cross(1, 2), cross(2, 1)]), runs: () => runs }
}

test('a deadlock is broken by the database and the one undone is run again', async () => {
  const { db } = await freshAccounts()
  const { both, runs } = crossing(db, 3)
  expect((await both).map((result) => result.status)).toEqual(['fulfilled', 'fulfilled'])
  expect(runs()).toBe(3)
})

test('the twin, without another attempt, fails with DEADLOCK', async () => {
  const { db } = await freshAccounts()
  const { both, runs } = crossing(db, 1)
  const failures = (await both).flatMap((result) =>
    result.status === 'rejected' ? [result.reason as { code: string }] : [],
  )
  expect(failures.map((failure) => failure.code)).toEqual(['DEADLOCK'])
  expect(runs()).toBe(2)
})

test('a driver’s error is recognised behind wrappers, by its SQLSTATE', async () => {
  const { db, pool } = await freshAccounts()
  let runs = 0
  await withLock(db, account(1), async (row: Account, tx) => {
    runs += 1
    if (runs === 1) {
      const original = await tx
        .query(`do $$ begin raise exception sqlstate '40001'; end $$`)
        .then(undefined, (error: unknown) => error)
      throw new Error('an ORM’s words', { cause: new Error('more words', { cause: original }) })
    }
    await tx.query('update account set balance = $1 where id = 1', [row.balance + 1])
  })
  expect([runs, await balanceOf(pool, 1)]).toEqual([2, 101])
})

test('an error that a block swallows does not pass for a commit', async () => {
  const { db, pool } = await freshAccounts()
  const locked = withLock(db, account(1), async (_row: Account, tx) => {
    await tx.query('update account set balance = 0 where id = 1')
    await expect(tx.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
  })
  await expect(locked).rejects.toMatchObject({ code: 'DATABASE' })
  expect(await balanceOf(pool, 1)).toBe(100)
})

test('a connection cut between COMMIT and its answer is told as an outcome that is not known', async () => {
  const fresh = await freshAccounts()
  const proxy = await cuttingProxy(fresh.url, 'before its answer comes back')
  let runs = 0
  const locked = withLock(fresh.connect({ url: proxy.url }), account(1), async (_row: Account, tx) => {
    runs += 1
    await tx.query('update account set balance = 1 where id = 1')
  })
  await expect(locked).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  expect([runs, proxy.cuts(), await balanceOf(fresh.pool, 1)]).toEqual([1, 1, 1])
})

test('a session that is ended inside its block leaves the pool usable', async () => {
  const { db, pool } = await freshAccounts()
  let blocksOwn: unknown
  const locked = withLock(db, account(1), async (_row: Account, tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    try {
      await tx.query('select 1')
    } catch (error) {
      blocksOwn = error
      throw error
    }
  })
  // The driver’s own error, as the block got it. Its words depend on how much of the farewell the client had read.
  const rejection: unknown = await locked.catch((error: unknown) => error)
  expect(rejection).toBeInstanceOf(Error)
  expect(rejection).toBe(blocksOwn)
  expect(await withLock(db, account(1), (row: Account) => row.balance)).toBe(100)
})
