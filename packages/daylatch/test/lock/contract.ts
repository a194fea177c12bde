import { Signal } from '@daylatch/test-kit'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { type Database, tryWithLock, withLock, withLocks } from '../../src/index.ts'
import type { FreshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { type Account, account, balanceOf, freshAccounts, holder, waitUntilWaiting } from './support.ts'

export interface LockContract {
  /** The database as this driver reaches it. */
  readonly open: (
    fresh: FreshDatabase,
  ) => Database<{ query(text: string, values?: unknown[]): Promise<pg.QueryResult> }>
}

/** What every driver's locks must do. Every wait is seen in the database's own lock view. */
export function describeLockContract(driver: string, { open }: LockContract): void {
  describe(`locks over ${driver}`, () => {
    test('the block’s value comes back, and what it wrote is kept', async () => {
      const fresh = await freshAccounts()
      const value = await withLock(open(fresh), account(1), async (row: Account, tx) => {
        await tx.query('update account set balance = $1 where id = 1', [row.balance + 1])
        return row.balance
      })
      expect([value, await balanceOf(fresh.pool, 1)]).toEqual([100, 101])
    })

    test('a block that throws undoes its writes, and its error comes through', async () => {
      const fresh = await freshAccounts()
      const failure = new Error('from the block')
      const locked = withLock(open(fresh), account(1), async (_row: Account, tx) => {
        await tx.query('update account set balance = 0')
        throw failure
      })
      await expect(locked).rejects.toBe(failure)
      expect(await balanceOf(fresh.pool, 1)).toBe(100)
    })

    test('a second session waits until the first commits, and gets the row as the first left it', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      const [inside, goOn] = [new Signal(), new Signal()]
      const first = withLock(
        db,
        account(1),
        async (_row: Account, tx) => {
          inside.set()
          await goOn.done
          await tx.query(`update account set balance = 7, note = null where id = 1`)
        },
        { maxHoldMs: 60_000 },
      )
      await inside.done
      const second = withLock(db, account(1), (row: Account) => row)
      await waitUntilWaiting(fresh.pool)
      goOn.set()
      await first
      expect(await second).toEqual({ id: 1, balance: 7, note: null })
    })

    test('twenty increments at once are twenty', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      await Promise.all(
        Array.from({ length: 20 }, async () =>
          withLock(db, account(1), async (row: Account, tx) => {
            await tx.query('update account set balance = $1 where id = 1', [row.balance + 1])
          }),
        ),
      )
      expect(await balanceOf(fresh.pool, 1)).toBe(120)
    })

    test('who waits too long is told so, without the block having run', async () => {
      const fresh = await freshAccounts()
      const stranger = await holder(fresh.pool, 'select from account where id = 1 for update')
      const calls: Account[] = []
      const locked = withLock(open(fresh), account(1), (row: Account) => calls.push(row), { timeoutMs: 50 })
      await expect(locked).rejects.toMatchObject({
        code: 'LOCK_TIMEOUT',
        retryable: true,
        cause: { code: '55P03' },
      })
      await stranger.release()
      expect(calls).toEqual([])
    })

    test('who does not want to wait is told at once', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      const stranger = await holder(fresh.pool, 'select from account where id = 1 for update')
      const locked = withLock(db, account(1), () => 'never', { wait: 'nowait' })
      await expect(locked).rejects.toMatchObject({ code: 'LOCK_NOT_AVAILABLE' })
      expect(await tryWithLock(db, account(1), () => 'never')).toEqual({ acquired: false, reason: 'locked' })
      await stranger.release()
      expect(await tryWithLock(db, account(1), (row: Account) => row.balance)).toEqual({
        acquired: true,
        value: 100,
      })
    })

    test('skipping tells a locked row from a missing one, and takes the next of many', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      const stranger = await holder(fresh.pool, 'select from account where id = 1 for update')
      const skip = { wait: 'skip' } as const
      expect(await tryWithLock(db, account(1), () => 'never', skip)).toEqual({
        acquired: false,
        reason: 'locked',
      })
      expect(await tryWithLock(db, account(9), () => 'never', skip)).toEqual({
        acquired: false,
        reason: 'gone',
      })
      const first = { text: 'select id from account order by id limit 1' }
      expect(await tryWithLock(db, first, (row: { id: number }) => row.id, skip)).toEqual({
        acquired: true,
        value: 2,
      })
      await stranger.release()
    })

    test('a row that is deleted, or no longer fits, while one waits for it is gone', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      for (const change of [
        'delete from account where id = 1',
        'update account set balance = 0 where id = 2',
      ]) {
        const stranger = await holder(fresh.pool, change)
        const id = change.startsWith('delete') ? 1 : 2
        const waiting = withLock(
          db,
          { text: `select * from account where id = ${id} and balance > 0` },
          () => 'never',
        )
        const outcome = outcomeOf(waiting)
        await waitUntilWaiting(fresh.pool)
        await stranger.release('commit')
        expect(await outcome).toBe('ROW_GONE')
      }
      expect(await tryWithLock(db, account(1), () => 'never')).toEqual({ acquired: false, reason: 'gone' })
    })

    test('two callers who want the same rows in opposite order both get them', async () => {
      const fresh = await freshAccounts()
      const db = open(fresh)
      const transfer = async (ids: readonly number[]): Promise<number[]> =>
        await withLocks(
          db,
          { text: 'select * from account where id = any($1)', values: [ids], orderBy: 'id' },
          async (rows: readonly Account[], tx) => {
            await tx.query('update account set balance = balance + 1 where id = any($1)', [ids])
            return rows.map((row) => row.id)
          },
          { attempts: 1 },
        )
      const orders = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? [1, 2, 3] : [3, 2, 1]))
      const seen = await Promise.all(orders.map(transfer))
      expect(seen).toEqual(orders.map(() => [1, 2, 3]))
      expect(await balanceOf(fresh.pool, 3)).toBe(120)
    })
  })
}
