import { Signal } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { fromPg, tryWithLock, withLock } from '../../src/index.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { type Account, account, balanceOf, freshAccounts, holder } from './support.ts'

describe('a lock inside the block of another', () => {
  test('joins its transaction, and sees what it wrote', async () => {
    const { db, pool } = await freshAccounts()
    const seen = await withLock(db, account(1), async (_row: Account, tx) => {
      await tx.query('update account set balance = 5 where id = 2')
      return await withLock(db, account(2), (row: Account) => row.balance)
    })
    expect([seen, await balanceOf(pool, 2)]).toEqual([5, 5])
  })

  test('is undone with the outer block', async () => {
    const { db, pool } = await freshAccounts()
    const outer = withLock(db, account(1), async () => {
      await withLock(db, account(2), async (_row: Account, tx) => {
        await tx.query('update account set balance = 0 where id = 2')
      })
      throw new Error('outer')
    })
    await expect(outer).rejects.toThrow('outer')
    expect(await balanceOf(pool, 2)).toBe(100)
  })

  test('behind a savepoint loses only its own writes when it throws', async () => {
    const { db, pool } = await freshAccounts()
    await withLock(db, account(1), async (_row: Account, tx) => {
      await tx.query('update account set balance = 1 where id = 1')
      const inner = withLock(
        db,
        account(2),
        async (_inner: Account, innerTx) => {
          await innerTx.query('update account set balance = 2 where id = 2')
          throw new Error('inner')
        },
        { nested: 'savepoint' },
      )
      await expect(inner).rejects.toThrow('inner')
    })
    expect([await balanceOf(pool, 1), await balanceOf(pool, 2)]).toEqual([1, 100])
  })

  test('its twin, joined without a savepoint, takes the outer block’s writes along when an SQL error is swallowed', async () => {
    const { db, pool } = await freshAccounts()
    const outer = withLock(db, account(1), async (_row: Account, tx) => {
      await tx.query('update account set balance = 1 where id = 1')
      const inner = withLock(
        db,
        account(2),
        async (_inner: Account, innerTx) => await innerTx.query('select 1 / 0'),
      )
      await expect(inner).rejects.toMatchObject({ code: '22012' })
    })
    await expect(outer).rejects.toMatchObject({ code: 'DATABASE' })
    expect(await balanceOf(pool, 1)).toBe(100)
  })

  test('can be forbidden', async () => {
    const { db } = await freshAccounts()
    const outer = withLock(
      db,
      account(1),
      async () => await withLock(db, account(2), () => 'never', { nested: 'forbid' }),
    )
    await expect(outer).rejects.toMatchObject({ code: 'ALREADY_LOCKED' })
  })

  test('is found over the connection of the block as well', async () => {
    const { db, pool } = await freshAccounts()
    await withLock(db, account(1), async (_row: Account, tx) => {
      await withLock(fromPg(tx), account(2), async (_inner: Account, innerTx) => {
        expect(innerTx).toBe(tx)
        await innerTx.query('update account set balance = 3 where id = 2')
      })
    })
    expect(await balanceOf(pool, 2)).toBe(3)
  })
})

describe('a lock that a block starts and does not wait for', () => {
  test('undoes the block, whose end would have taken the transaction from under it', async () => {
    const { db, pool } = await freshAccounts()
    const stranger = await holder(pool, 'select from account where id = 2 for update')
    let forgotten: Promise<string> = Promise.resolve('')
    const outer = withLock(db, account(1), async (_row: Account, tx) => {
      await tx.query('update account set balance = 0 where id = 1')
      forgotten = outcomeOf(withLock(db, account(2), () => 'never', { timeoutMs: 50 }))
    })
    await expect(outer).rejects.toMatchObject({ code: 'MISSING_AWAIT' })
    expect(await forgotten).toBe('Error: This connection has been given back')
    await stranger.release()
    expect(await balanceOf(pool, 1)).toBe(100)
  })

  test('and that begins after the block’s end has a transaction of its own', async () => {
    const { db, pool } = await freshAccounts()
    const blockHasEnded = new Signal()
    let late: Promise<number> = Promise.resolve(0)
    await withLock(db, account(1), () => {
      late = blockHasEnded.done.then(
        async () => await withLock(db, account(2), (row: Account) => row.balance),
      )
    })
    await pool.query('update account set balance = 8 where id = 2')
    blockHasEnded.set()
    expect(await late).toBe(8)
  })
})

describe('a lock inside a transaction of the caller’s', () => {
  test('that is refused leaves the transaction usable, and its lock_timeout as it was', async () => {
    const { pool } = await freshAccounts()
    const stranger = await holder(pool, 'select from account where id = 1 for update')
    const client = await pool.connect()
    await client.query(`begin; set local lock_timeout = '77s'; update account set balance = 9 where id = 2`)
    const refused = await tryWithLock(fromPg(client), account(1), () => 'never')
    const late = withLock(fromPg(client), account(1), () => 'never', { timeoutMs: 20 })
    await expect(late).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    const { rows } = await client.query('show lock_timeout')
    await client.query('commit')
    client.release()
    await stranger.release()
    expect([refused, rows, await balanceOf(pool, 2)]).toEqual([
      { acquired: false, reason: 'locked' },
      [{ lock_timeout: '77s' }],
      9,
    ])
  })

  test('the twin, a bare NOWAIT, leaves the transaction aborted', async () => {
    const { pool } = await freshAccounts()
    const stranger = await holder(pool, 'select from account where id = 1 for update')
    const client = await pool.connect()
    await client.query('begin')
    await expect(client.query('select from account where id = 1 for update nowait')).rejects.toMatchObject({
      code: '55P03',
    })
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
    await client.query('rollback')
    client.release()
    await stranger.release()
  })

  test('puts the lock_timeout back before the block runs', async () => {
    const { pool } = await freshAccounts()
    const client = await pool.connect()
    await client.query(`begin; set local lock_timeout = '77s'`)
    const inside = await withLock(
      fromPg(client),
      account(1),
      async (_row: Account, tx) => (await tx.query('show lock_timeout')).rows,
    )
    await client.query('commit')
    client.release()
    expect(inside).toEqual([{ lock_timeout: '77s' }])
  })

  test('has no afterCommit, because that commit cannot be seen', async () => {
    const { pool } = await freshAccounts()
    const client = await pool.connect()
    await client.query('begin')
    const locked = withLock(fromPg(client), account(1), (_row, _tx, { afterCommit }) =>
      afterCommit(() => undefined),
    )
    await expect(locked).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await client.query('rollback')
    client.release()
  })

  test('needs that transaction', async () => {
    const { pool } = await freshAccounts()
    const client = await pool.connect()
    await expect(withLock(fromPg(client), account(1), () => 'never')).rejects.toThrow(
      'Expected `db` to be a pool, or a client on which a transaction has begun, got `"a client without one"` (string)',
    )
    client.release()
  })
})
