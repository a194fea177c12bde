import { barrier } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { withLock } from '../../src/index.ts'
import { type Account, account, balanceOf, freshAccounts, holder, waitUntilWaiting } from './support.ts'

describe('what the lock keeps from happening', () => {
  test('without it, four increments that all read first are one', async () => {
    const { pool } = await freshAccounts()
    const allHaveRead = barrier(4)
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const read = await balanceOf(pool, 1)
        await allHaveRead()
        await pool.query('update account set balance = $1 where id = 1', [(read ?? 0) + 1])
      }),
    )
    expect(await balanceOf(pool, 1)).toBe(101)
  })

  test('a lock taken after the check finds the flag that the check did not see', async () => {
    const { pool } = await freshAccounts()
    const stranger = await holder(pool, `update account set note = 'paid' where id = 1`)
    const before = await pool.query<Account>('select * from account where id = 1')
    const client = await pool.connect()
    await client.query('begin')
    const locking = client.query<Account>('select * from account where id = 1 for update')
    await waitUntilWaiting(pool)
    await stranger.release('commit')
    const locked = await locking
    await client.query('rollback')
    client.release()
    expect([before.rows[0]?.note, locked.rows[0]?.note]).toEqual([null, 'paid'])
  })

  test('the block of withLock gets only the row that was read under the lock', async () => {
    const { db, pool } = await freshAccounts()
    const stranger = await holder(pool, `update account set note = 'paid' where id = 1`)
    const note = withLock(db, account(1), (row: Account) => row.note)
    await waitUntilWaiting(pool)
    await stranger.release('commit')
    expect(await note).toBe('paid')
  })

  test('rows taken one by one in opposite order deadlock', async () => {
    const { pool } = await freshAccounts()
    const bothHaveOne = barrier(2)
    const take = async (ids: readonly number[]): Promise<string> => {
      const client = await pool.connect()
      await client.query('begin')
      let outcome = 'locked'
      for (const [index, id] of ids.entries()) {
        if (index === 1) await bothHaveOne()
        outcome = await client.query('select from account where id = $1 for update', [id]).then(
          () => 'locked',
          (error: { code: string }) => error.code,
        )
      }
      await client.query('rollback')
      client.release()
      return outcome
    }
    expect((await Promise.all([take([1, 2]), take([2, 1])])).toSorted()).toEqual(['40P01', 'locked'])
  })
})
