import { isDevelopment } from '../development.ts'
import { lockableText } from '../dialect/lock-clause.ts'
import type { Database, SelectQuery, Session } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import type { Block, LockOutcome } from './block.ts'
import type { Caller } from './caller.ts'
import { findHeld, type HeldLock } from './held.ts'
import { lockInJoinedTransaction } from './joined-transaction.ts'
import type { LockPlan } from './options.ts'
import { lockInOwnTransaction } from './own-transaction.ts'

/** Where all the doors meet: joins the transaction that is there, or begins one. */
export function runLocked<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Caller,
): Promise<LockOutcome<T>> {
  if (typeof block !== 'function') throw badOption('block', 'a function', block)
  const lockable = { ...query, text: lockableText(query?.text) }
  const around = findHeld(db.source)
  if (around !== undefined) return lockInside(around, lockable, block, plan, caller)
  if (db.isJoined) return lockOnClient(db, lockable, block, plan, caller)
  db.watchCheckouts?.(checkCheckout)
  return lockInOwnTransaction(db, lockable, block, plan, caller)
}

/** Inside the block of another lock: in its transaction. */
async function lockInside<Row, Tx, T>(
  around: HeldLock,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Caller,
): Promise<LockOutcome<T>> {
  // The lock around this one came from the same pool, so its connection is of the same driver.
  const session = around.place.session as Session<Tx>
  around.inner += 1
  try {
    return await lockInJoinedTransaction({ ...around.place, session }, query, block, plan, caller)
  } finally {
    around.inner -= 1
  }
}

/** On a client of the caller's: in his transaction. */
async function lockOnClient<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Caller,
): Promise<LockOutcome<T>> {
  const session = await db.connect()
  try {
    const joined = { session, source: db.source, afterCommit: null }
    return await lockInJoinedTransaction(joined, query, block, plan, caller)
  } finally {
    session.release()
  }
}

/**
 * A block that takes a second connection of its pool waits for itself as soon as the pool is empty: with ten blocks on
 * a pool of ten, each waits for one of the others. It shows under load only, so it is thrown in development.
 */
function checkCheckout(pool: object): Error | undefined {
  const lock = findHeld(pool)
  if (lock === undefined) return undefined
  const error = new DaylatchError(
    'POOL_REENTRY',
    'The block of a lock takes another connection of the same pool, and would wait for itself under load. Use the `tx` that it is given.',
  )
  if (isDevelopment()) return error
  lock.place.report({ kind: 'pool-reentry', stack: error.stack ?? '' })
  return undefined
}
