import { describe, expect, test } from 'vitest'
import { DaylatchError, fromPg, type LockOptions, tryWithLock, withLock, withLocks } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { account, freshAccounts, holder } from './support.ts'

/** Who asks for the lock: the function whose name an operator wants to read in the stack. */
async function chargeTheClient(lock: () => Promise<unknown>): Promise<DaylatchError> {
  try {
    await lock()
  } catch (error) {
    if (error instanceof DaylatchError) return error
    throw error
  }
  throw new Error('Expected the lock to fail')
}

describe('the stack of an error names the caller', () => {
  test.each<[string, number, LockOptions]>([
    ['LOCK_TIMEOUT', 1, { timeoutMs: 1 }],
    ['LOCK_NOT_AVAILABLE', 1, { wait: 'nowait' }],
    ['ROW_GONE', 9, {}],
  ])('%s', async (code, id, options) => {
    const { db, pool } = await freshAccounts()
    const other = await holder(pool, 'select from account where id = 1 for update')
    const error = await chargeTheClient(() => withLock(db, account(id), () => 1, options))
    await other.release()
    expect([error.code, error.stack]).toEqual([code, expect.stringContaining('chargeTheClient')])
  })

  test('an outcome that is not known', async () => {
    const { url, connect } = await freshAccounts()
    const { url: cut } = await cuttingProxy(url, 'before its answer comes back')
    const error = await chargeTheClient(() => withLock(connect({ url: cut }), account(1), () => 1))
    expect([error.code, error.stack]).toEqual(['CONNECTION_LOST', expect.stringContaining('chargeTheClient')])
  })

  test('a refused query, with the driver’s own error as its cause', async () => {
    const { db } = await freshAccounts()
    const nowhere = { text: 'select id from nowhere', orderBy: 'id' }
    for (const lock of [() => tryWithLock(db, nowhere, () => 1), () => withLocks(db, nowhere, () => 1)]) {
      const error = await chargeTheClient(lock)
      expect(error).toMatchObject({ code: 'DATABASE', cause: { code: '42P01' } })
      expect(error.stack).toContain('chargeTheClient')
    }
  })
})

test('in a transaction of the caller’s nothing is run again', async () => {
  const { pool } = await freshAccounts()
  const client = await pool.connect()
  await client.query('begin')
  let runs = 0
  const locked = withLock(fromPg(client), account(1), async (_row, tx) => {
    runs += 1
    await tx.query(`do $$ begin raise exception sqlstate '40001'; end $$`)
  })
  await expect(locked).rejects.toMatchObject({ code: '40001' })
  await client.query('rollback')
  client.release()
  expect(runs).toBe(1)
})

test('inside another lock it is the outermost transaction that is run again, whole', async () => {
  const { db } = await freshAccounts()
  const runs = { outer: 0, inner: 0 }
  await withLock(db, account(1), async () => {
    runs.outer += 1
    await withLock(db, account(2), async (_row, tx) => {
      runs.inner += 1
      if (runs.inner === 1) await tx.query(`do $$ begin raise exception sqlstate '40001'; end $$`)
    })
  })
  expect(runs).toEqual({ outer: 2, inner: 2 })
})
