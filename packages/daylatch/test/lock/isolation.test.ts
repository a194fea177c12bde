import { Signal } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { fromPg, withLock } from '../../src/index.ts'
import { type Account, account, balanceOf, freshAccounts, waitUntilWaiting } from './support.ts'

test('joining a REPEATABLE READ transaction is refused, and the transaction stays usable', async () => {
  const { pool } = await freshAccounts()
  const client = await pool.connect()
  await client.query('begin isolation level repeatable read')
  await expect(withLock(fromPg(client), account(1), () => 'never')).rejects.toMatchObject({
    code: 'UNSAFE_ISOLATION',
  })
  expect((await client.query('select 1 as usable')).rows).toEqual([{ usable: 1 }])
  await client.query('rollback')
  client.release()
})

test('the twin: at REPEATABLE READ both get the lock, both count nothing, and both pay', async () => {
  const { pool } = await freshAccounts()
  const payOnce = async (id: number, isLocked: () => Promise<void>): Promise<number> => {
    const client = await pool.connect()
    await client.query('begin isolation level repeatable read')
    await client.query('select from account where id = 1 for update')
    await isLocked()
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from payment where account_id = 1',
    )
    if (rows[0]?.n === 0) await client.query('insert into payment values ($1, 1)', [id])
    await client.query('commit')
    client.release()
    return rows[0]?.n ?? -1
  }
  const second: Promise<number>[] = []
  const first = await payOnce(1, async () => {
    second.push(payOnce(2, async () => undefined))
    await waitUntilWaiting(pool)
  })
  expect([first, ...(await Promise.all(second))]).toEqual([0, 0])
  expect((await pool.query('select from payment')).rowCount).toBe(2)
})

test('with the lock at its own level, the second counts the first one’s payment', async () => {
  const { pool, db } = await freshAccounts()
  const [inside, goOn] = [new Signal(), new Signal()]
  const payOnce = async (id: number, isLocked: () => Promise<void>): Promise<number> =>
    await withLock(
      db,
      account(1),
      async (_row: Account, tx) => {
        await isLocked()
        const { rows } = await tx.query<{ n: number }>(
          'select count(*)::int as n from payment where account_id = 1',
        )
        if (rows[0]?.n === 0) await tx.query('insert into payment values ($1, 1)', [id])
        return rows[0]?.n ?? -1
      },
      { maxHoldMs: 60_000 },
    )
  const first = payOnce(1, async () => {
    inside.set()
    await goOn.done
  })
  await inside.done
  const second = payOnce(2, async () => undefined)
  await waitUntilWaiting(pool)
  goOn.set()
  expect(await Promise.all([first, second])).toEqual([0, 1])
})

test('our own level does not follow the session’s default', async () => {
  const { db, pool } = await freshAccounts()
  const { rows } = await pool.query<{ name: string }>('select current_database() as name')
  await pool.query(`alter database "${rows[0]?.name}" set default_transaction_isolation = 'repeatable read'`)
  const level = await withLock(
    db,
    account(1),
    async (_row: Account, tx) => (await tx.query('show transaction_isolation')).rows,
  )
  expect(level).toEqual([{ transaction_isolation: 'read committed' }])
})

test('SERIALIZABLE is run again until it fits', async () => {
  const { db, pool } = await freshAccounts()
  let runs = 0
  const first = withLock(
    db,
    account(1),
    async (row: Account, tx) => {
      runs += 1
      // Somebody changes what this transaction has read, once: it cannot be placed before or after that.
      await tx.query('select sum(balance) from account')
      if (runs === 1) await pool.query('update account set balance = 0 where id = 2')
      await tx.query('update account set balance = $1 where id = 2', [row.balance + 1])
    },
    { isolation: 'serializable' },
  )
  await first
  expect([runs, await balanceOf(pool, 2)]).toEqual([2, 101])
})
