import { isDevelopment } from '../development.ts'
import { lockableText } from '../dialect/lock-clause.ts'
import type { Database, SelectQuery, Session } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import type { Block, LockOutcome } from './block.ts'
import { findHeld } from './held.ts'
import { lockInJoinedTransaction } from './joined-transaction.ts'
import type { LockPlan } from './options.ts'
import { lockInOwnTransaction } from './own-transaction.ts'

/** Where all the doors meet: joins the transaction that is there, or begins one. */
export async function runLocked<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Error,
): Promise<LockOutcome<T>> {
  if (typeof block !== 'function') throw badOption('block', 'a function', block)
  const lockable = { ...query, text: lockableText(query?.text) }
  const around = findHeld(db.source)
  if (around !== undefined) {
    // The lock around this one came from the same pool, so its connection is of the same driver.
    const session = around.place.session as Session<Tx>
    around.inner += 1
    try {
      return await lockInJoinedTransaction({ ...around.place, session }, lockable, block, plan, caller)
    } finally {
      around.inner -= 1
    }
  }
  if (!db.isJoined) {
    db.watchCheckouts?.(checkCheckout)
    return await lockInOwnTransaction(db, lockable, block, plan, caller)
  }
  const session = await db.connect()
  try {
    return await lockInJoinedTransaction(
      { session, source: db.source, afterCommit: null },
      lockable,
      block,
      plan,
      caller,
    )
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
