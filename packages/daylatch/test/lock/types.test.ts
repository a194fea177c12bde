import type pg from 'pg'
import { expectTypeOf, test } from 'vitest'
import {
  type Database,
  fromPg,
  type LockContext,
  type LockOptions,
  type LockQuery,
  type LocksQuery,
  tryWithLock,
  type TryLockOptions,
  type TryLockResult,
  withLock,
  withLocks,
} from '../../src/index.ts'
import { type Account, account } from './support.ts'

/**
 * The compiler checks these; nothing here is run. What must not compile is asked for as a type that does not fit.
 */
declare const pool: pg.Pool
declare const client: pg.PoolClient
declare const db: Database<pg.PoolClient>

const untyped = { text: 'select * from account where id = 1' }

test('the transaction is the driver’s own, from a pool and from a client', () => {
  expectTypeOf<ReturnType<typeof fromPg<pg.Pool>>>().toEqualTypeOf<Database<pg.PoolClient>>()
  expectTypeOf<ReturnType<typeof fromPg<pg.PoolClient>>>().toEqualTypeOf<Database<pg.PoolClient>>()
  const lock = async (): Promise<void> =>
    await withLock(fromPg(pool), account(1), (_row, tx) => {
      expectTypeOf(tx).toEqualTypeOf<pg.PoolClient>()
    })
  const join = async (): Promise<void> =>
    await withLock(fromPg(client), account(1), (_row, tx) => {
      expectTypeOf(tx).toEqualTypeOf<pg.PoolClient>()
    })
  expectTypeOf(lock).toEqualTypeOf(join)
})

test('the row is what the query carries, what the block says, or a record of unknowns', () => {
  const carried = async (): Promise<number> =>
    await withLock(db, account(1), (row) => {
      expectTypeOf(row).toEqualTypeOf<Account>()
      return row.balance
    })
  const annotated = async (): Promise<number> => await withLock(db, untyped, (row: Account) => row.balance)
  expectTypeOf(carried).toEqualTypeOf(annotated)
  const bare = async (): Promise<void> =>
    await withLock(db, untyped, (row) => {
      expectTypeOf(row).toEqualTypeOf<Record<string, unknown>>()
    })
  expectTypeOf(bare).returns.resolves.toBeVoid()
})

test('a query of one type of row fits no block of another', () => {
  expectTypeOf<LockQuery<Account>>().not.toExtend<LockQuery<{ readonly id: string }>>()
  expectTypeOf(withLock<number, pg.PoolClient, Account>)
    .parameter(2)
    .not.toEqualTypeOf<(row: { readonly id: string }) => number>()
})

test('the block’s value comes back, whether it is a promise or not', () => {
  const direct = () => withLock(db, account(1), ({ note }) => note)
  const promised = () => withLock(db, account(1), async ({ note }) => note)
  expectTypeOf(direct).returns.resolves.toEqualTypeOf<string | null>()
  expectTypeOf(promised).returns.resolves.toEqualTypeOf<string | null>()
})

test('several rows come as a list, and their query names its key', () => {
  const sum = () =>
    withLocks(db, { ...account(1), orderBy: 'id' }, (rows) => {
      expectTypeOf(rows).toEqualTypeOf<readonly Account[]>()
      return rows.length
    })
  expectTypeOf(sum).returns.resolves.toBeNumber()
  expectTypeOf<LockQuery<Account>>().not.toExtend<LocksQuery<Account>>()
})

test('who may wait has a timeout and cannot skip; who may not wait has none', () => {
  expectTypeOf<{ wait: 'nowait'; timeoutMs: 100 }>().toExtend<LockOptions>()
  expectTypeOf<{ wait: 'skip' }>().not.toExtend<LockOptions>()
  expectTypeOf<{ wait: 'skip' }>().toExtend<TryLockOptions>()
  expectTypeOf<{ wait: 'timeout' }>().not.toExtend<TryLockOptions>()
  expectTypeOf<TryLockOptions>().not.toHaveProperty('timeoutMs')
  expectTypeOf<{ strength: 'exclusive' }>().not.toExtend<LockOptions>()
  expectTypeOf<{ isolation: 'repeatable read' }>().not.toExtend<LockOptions>()
})

test('a result is either a value or a reason, and tells which', () => {
  const tried = () => tryWithLock(db, account(1), ({ balance }) => balance)
  expectTypeOf(tried).returns.resolves.toEqualTypeOf<TryLockResult<number>>()
  const told = (result: TryLockResult<number>): number | 'locked' | 'gone' => {
    if (result.acquired) {
      expectTypeOf(result).not.toHaveProperty('reason')
      return result.value
    }
    expectTypeOf(result).not.toHaveProperty('value')
    return result.reason
  }
  expectTypeOf(told).returns.toEqualTypeOf<number | 'locked' | 'gone'>()
})

test('a callback for after the commit may be a promise, and gets nothing', () => {
  expectTypeOf<LockContext['afterCommit']>().parameter(0).toEqualTypeOf<() => void | Promise<void>>()
})
