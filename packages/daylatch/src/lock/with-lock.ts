import type { Database, SelectQuery } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import type { AfterCommit, AfterCommitCallback } from './after-commit.ts'
import type { Block, LockOutcome } from './block.ts'
import { Caller } from './caller.ts'
import { type LockOptions, planOf, type TryLockOptions } from './options.ts'
import { runLocked } from './run-locked.ts'

const WAITS = ['timeout', 'nowait'] as const
/** Most locks name no options: theirs are checked once. */
const usual = planOf({}, WAITS)

/** What a block gets besides its row and its connection. */
export interface LockContext {
  /**
   * Runs `callback` after the outermost commit; never if the transaction is undone. It is lossy: a process that dies in
   * between never runs it. One that throws is reported and undoes nothing.
   *
   * @throws {DaylatchError} BAD_OPTION in a transaction of the caller's, whose commit cannot be seen from here
   */
  readonly afterCommit: (callback: AfterCommitCallback) => void
}

/** A SELECT of one row, without a lock clause, and the type of that row for the block. */
export interface LockQuery<Row> extends SelectQuery {
  /** Never there; carries the type. */
  readonly rowType?: Row
}

export type RowBlock<Row, Tx, T> = (row: Row, tx: Tx, context: LockContext) => T | Promise<T>

export type TryLockResult<T> =
  | { readonly acquired: true; readonly value: T }
  | { readonly acquired: false; readonly reason: 'locked' | 'gone' }

/**
 * Runs `block` while this session alone holds the given row.
 *
 * The lock and everything `block` writes through `tx` share one transaction: all of it is kept, or none. The row that
 * the block gets is the one that the locking statement returned, never an older copy. If another session holds it, waits
 * up to `timeoutMs`. A block may be run again after a deadlock, so it must do database work only, and what must not
 * happen twice goes into the transaction.
 *
 * Inside a block of the same pool, and on a client on which the caller has begun a transaction, it joins.
 *
 * @example
 * await withLock(db, { text: 'select * from account where id = $1', values: [7] }, async (account: Account, tx) => {
 *   await tx.query('update account set balance = $1 where id = 7', [account.balance - 100])
 * })
 *
 * @returns what the block returns
 * @throws {DaylatchError} LOCK_TIMEOUT, LOCK_NOT_AVAILABLE, ROW_GONE, DEADLOCK, SERIALIZATION, UNSAFE_ISOLATION,
 * ALREADY_LOCKED, POOL_REENTRY, HELD_TOO_LONG, CONNECTION_LOST, BAD_OPTION, DATABASE; and whatever the block throws
 */
export async function withLock<T, Tx, Row = Record<string, unknown>>(
  db: Database<Tx>,
  query: LockQuery<Row>,
  block: RowBlock<Row, Tx, T>,
  options?: LockOptions,
): Promise<T> {
  const plan = options === undefined ? usual : planOf(options, WAITS)
  const caller = new Caller()
  const running = runLocked(db, query, oneRow(block), plan, caller)
  let outcome = await caller.outcomeOf(running)
  if (outcome === undefined) {
    caller.look()
    outcome = await running
  }
  if (outcome.acquired) return outcome.value
  throw fromHere(outcome.error)
}

/**
 * Like {@link withLock}, but does not wait: a row that somebody holds, or that is not there, is an answer.
 *
 * @returns what the block returned, or why it was not run
 * @throws {DaylatchError} as `withLock`, but for LOCK_TIMEOUT, LOCK_NOT_AVAILABLE and ROW_GONE of this very lock
 */
export async function tryWithLock<T, Tx, Row = Record<string, unknown>>(
  db: Database<Tx>,
  query: LockQuery<Row>,
  block: RowBlock<Row, Tx, T>,
  options: TryLockOptions = {},
): Promise<TryLockResult<T>> {
  const caller = new Caller()
  const running = runLocked(db, query, oneRow(block), planOf(options, ['nowait', 'skip']), caller)
  const outcome = await caller.outcomeOf(running)
  if (outcome !== undefined) return toTryResult(outcome)
  caller.look()
  return toTryResult(await running)
}

function toTryResult<T>(outcome: LockOutcome<T>): TryLockResult<T> {
  if (outcome.acquired) return outcome
  if (outcome.error.code === 'LOCK_NOT_AVAILABLE') return { acquired: false, reason: 'locked' }
  if (outcome.error.code === 'ROW_GONE') return { acquired: false, reason: 'gone' }
  throw fromHere(outcome.error)
}

function oneRow<Row, Tx, T>(block: RowBlock<Row, Tx, T>): Block<Row, Tx, T> {
  if (typeof block !== 'function') throw badOption('block', 'a function', block)
  return (rows, tx, afterCommit) => {
    const [row] = rows
    if (row === undefined || rows.length > 1) {
      throw badOption('query', 'a SELECT of one row; `withLocks` takes several', `${rows.length} rows`)
    }
    return block(row, tx, contextOf(afterCommit))
  }
}

export function contextOf(afterCommit: AfterCommit | null): LockContext {
  return {
    afterCommit(callback) {
      if (afterCommit === null) {
        throw new DaylatchError(
          'BAD_OPTION',
          'In a transaction of the caller’s, its commit cannot be seen. Do after it what is to be done after it.',
        )
      }
      afterCommit.add(callback)
    },
  }
}

/** Errors of the locking are made where the answer of the database came in; the caller wants his own stack. */
export function fromHere(error: DaylatchError): DaylatchError {
  return new DaylatchError(error.code, error.message, 'cause' in error ? { cause: error.cause } : {})
}
