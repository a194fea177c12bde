import { sqlStateOf } from '../dialect/postgres.ts'
import type { SelectQuery, Session } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { acquire, type Acquired, asLockError } from './acquire.ts'
import type { AfterCommit } from './after-commit.ts'
import type { Block, LockOutcome } from './block.ts'
import type { Caller } from './caller.ts'
import { HeldLock } from './held.ts'
import { HoldWatch } from './hold-watch.ts'
import type { LockPlan } from './options.ts'

/** SQLSTATE 25P01, `no_active_sql_transaction`. */
const NO_TRANSACTION = '25P01'

export interface JoinedTransaction<Tx> {
  readonly session: Session<Tx>
  readonly source: object
  /** `null` where the commit is the caller's own. */
  readonly afterCommit: AfterCommit | null
}

/**
 * Lock, freshly read rows and block inside a transaction that somebody further out will end.
 *
 * The lock is taken behind a savepoint: a refused one would otherwise leave the whole transaction aborted. The previous
 * `lock_timeout` is back in force before the block runs, and after a refusal too. Nothing is retried here: only the
 * outermost transaction can be run again.
 */
export async function lockInJoinedTransaction<Row, Tx, T>(
  joined: JoinedTransaction<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Caller,
): Promise<LockOutcome<T>> {
  const { session, afterCommit, source } = joined
  if (plan.nested === 'forbid') {
    throw new DaylatchError(
      'ALREADY_LOCKED',
      'This lock must be the outermost one. Call it outside, or allow `nested`.',
    )
  }
  const acquired = await acquireBehindSavepoint<Row, Tx>(session, query, plan)
  if (!acquired.ok) return { acquired: false, error: acquired.error }
  const watch = new HoldWatch(plan, caller)
  const lock = new HeldLock({ source, session, afterCommit, report: plan.report })
  const run = async (): Promise<T> => {
    try {
      const value = await lock.run(() => block(acquired.rows, session.tx, afterCommit))
      lock.assertAlone()
      return value
    } finally {
      lock.leave()
    }
  }
  try {
    return {
      acquired: true,
      value: plan.nested === 'savepoint' ? await behindSavepoint(joined, run) : await run(),
    }
  } finally {
    watch.end()
  }
}

async function acquireBehindSavepoint<Row, Tx>(
  session: Session<Tx>,
  query: SelectQuery,
  plan: LockPlan,
): Promise<Acquired<Row>> {
  const previousTimeout = await openSavepoint(session, plan)
  const acquired = await acquire<Row>(session, query, plan)
  try {
    if (acquired.ok) {
      await session.query({ text: `select set_config('lock_timeout', $1, true)`, values: [previousTimeout] })
    } else {
      // Also takes back the setting of the timeout, which is as old as the savepoint.
      await session.query({ text: 'rollback to savepoint daylatch_lock' })
    }
    await session.query({ text: 'release savepoint daylatch_lock' })
  } catch (error) {
    throw asLockError(error, plan)
  }
  return acquired
}

/** @returns the `lock_timeout` that was in force */
async function openSavepoint<Tx>(session: Session<Tx>, plan: LockPlan): Promise<string> {
  try {
    await session.query({ text: 'savepoint daylatch_lock' })
  } catch (error) {
    if (sqlStateOf(error) !== NO_TRANSACTION) throw asLockError(error, plan)
    throw badOption('db', 'a pool, or a client on which a transaction has begun', 'a client without one')
  }
  const { rows } = await session.query({
    text: `select current_setting('transaction_isolation') as isolation, current_setting('lock_timeout') as timeout`,
  })
  if (rows[0]?.['isolation'] === 'repeatable read') {
    await session.query({ text: 'rollback to savepoint daylatch_lock; release savepoint daylatch_lock' })
    throw new DaylatchError(
      'UNSAFE_ISOLATION',
      'At REPEATABLE READ the lock would be granted without an error while the transaction goes on reading its old snapshot. ' +
        'Begin the transaction at READ COMMITTED, or at SERIALIZABLE with a retry.',
    )
  }
  await session.query({
    text: `select set_config('lock_timeout', $1, true)`,
    values: [String(plan.timeoutMs)],
  })
  return rows[0]?.['timeout'] ?? '0'
}

/** A block that throws takes back its own writes and callbacks; the transaction around it goes on. */
async function behindSavepoint<Tx, T>(
  { session, afterCommit }: JoinedTransaction<Tx>,
  run: () => Promise<T>,
): Promise<T> {
  await session.query({ text: 'savepoint daylatch_block' })
  const callbacks = afterCommit?.length ?? 0
  try {
    const value = await run()
    await session.query({ text: 'release savepoint daylatch_block' })
    return value
  } catch (error) {
    afterCommit?.truncate(callbacks)
    await session.query({ text: 'rollback to savepoint daylatch_block; release savepoint daylatch_block' })
    throw error
  }
}
