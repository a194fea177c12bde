import { setTimeout as pause } from 'node:timers/promises'
import { lockClause } from '../dialect/lock-clause.ts'
import { troubleOf } from '../dialect/postgres.ts'
import type { Database, Result, SelectQuery, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { asLockError, whyNone } from './acquire.ts'
import { AfterCommit } from './after-commit.ts'
import type { Block, LockOutcome } from './block.ts'
import { HeldLock } from './held.ts'
import { HoldWatch } from './hold-watch.ts'
import type { LockPlan } from './options.ts'

/**
 * Transaction, lock, freshly read rows, block, commit. If the database undoes it for a deadlock or as not serializable,
 * the whole of it is run again, `attempts` times at most: nobody else's work is in it.
 */
export async function lockInOwnTransaction<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Error,
): Promise<LockOutcome<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(db, query, block, plan, caller)
    } catch (error) {
      const trouble =
        error instanceof DaylatchError && error.cause !== undefined
          ? troubleOf(error.cause)
          : troubleOf(error)
      const wasUndone = trouble === 'deadlock' || trouble === 'serialization'
      if (!wasUndone || attempt === plan.attempts) throw wasUndone ? asLockError(error, plan) : error
      // Those who met in a deadlock must not meet again in step.
      await pause(Math.random() * 10 * 2 ** attempt)
    }
  }
}

/** Where a transaction is: it says whose an error is, and what it means. */
type Step = 'open' | 'lock' | 'block' | 'commit'

/** One function, where five would read better: each more costs two promises, and this is what every lock waits for. */
async function runOnce<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Error,
): Promise<LockOutcome<T>> {
  const afterCommit = new AfterCommit()
  let step: Step = 'open'
  let session: Session<Tx> | undefined
  let watch: HoldWatch | undefined
  let value: T
  try {
    session = await db.connect()
    step = 'lock'
    // Sent together: a client that pipelines needs one round trip for both. The timeout holds for the whole
    // transaction, so that a block that waits for some other row is bounded as well.
    const [, locked] = await Promise.all([
      session.query({
        text: `begin isolation level ${plan.isolation}; set local lock_timeout = ${plan.timeoutMs}`,
      }),
      session.select(query, lockClause(plan)),
    ])
    const rows = locked as readonly Row[]
    if (rows.length === 0) throw await whyNone(session, query, plan)
    step = 'block'
    watch = new HoldWatch(plan, caller)
    const { tx } = session
    const lock = new HeldLock({ source: db.source, session, afterCommit, report: plan.report })
    try {
      value = await lock.run(() => block(rows, tx, afterCommit))
    } finally {
      lock.leave()
    }
    lock.assertAlone()
    step = 'commit'
    assertCommitted(await session.query({ text: 'commit' }))
  } catch (error) {
    watch?.end()
    if (session !== undefined) await rollBack(session)
    if (step === 'block') throw error
    const failure = asLockError(error, plan)
    if (step === 'lock' && !isUndone(failure)) return { acquired: false, error: failure }
    throw failure
  }
  session.release()
  watch.end()
  if (afterCommit.length > 0) await afterCommit.run(plan.report)
  watch.assertShort()
  return { acquired: true, value }
}

function isUndone(error: DaylatchError): boolean {
  return error.code === 'DEADLOCK' || error.code === 'SERIALIZATION'
}

/** @throws {DaylatchError} */
function assertCommitted({ command }: Result): void {
  if (command === 'COMMIT') return
  throw new DaylatchError(
    'DATABASE',
    'A statement of the block failed and the block went on. The transaction is undone: let the error through.',
  )
}

/** A connection on which not even ROLLBACK works is closed: the pool must not hand out somebody's half-finished work. */
async function rollBack<Tx>(session: Session<Tx>): Promise<void> {
  try {
    await session.query({ text: 'rollback' })
    session.release()
  } catch (error) {
    session.release(error instanceof Error ? error : new Error(String(error)))
  }
}
