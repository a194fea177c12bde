import { setTimeout as pause } from 'node:timers/promises'
import { troubleOf } from '../dialect/postgres.ts'
import type { Database, SelectQuery, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { acquire, type Acquired, asLockError } from './acquire.ts'
import { AfterCommit } from './after-commit.ts'
import type { Block, LockOutcome } from './block.ts'
import { runHolding } from './held.ts'
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

async function runOnce<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Error,
): Promise<LockOutcome<T>> {
  const session = await connect(db, plan)
  const afterCommit = new AfterCommit()
  let watch: HoldWatch | undefined
  let value: T
  try {
    const acquired = await beginAndAcquire<Row, Tx>(session, query, plan)
    if (!acquired.ok) {
      await session.query({ text: 'rollback' })
      session.release()
      if (isUndone(acquired.error)) throw acquired.error
      return { acquired: false, error: acquired.error }
    }
    watch = new HoldWatch(plan, caller)
    const place = { source: db.source, session, afterCommit, report: plan.report }
    value = await runHolding(place, async () => await block(acquired.rows, session.tx, afterCommit))
    await commit(session, plan)
  } catch (error) {
    watch?.end()
    await rollBack(session)
    throw error
  }
  session.release()
  watch.end()
  await afterCommit.run(plan.report)
  watch.assertShort()
  return { acquired: true, value }
}

async function connect<Tx>(db: Database<Tx>, plan: LockPlan): Promise<Session<Tx>> {
  try {
    return await db.connect()
  } catch (error) {
    throw asLockError(error, plan)
  }
}

/** The timeout holds for the whole transaction: a block that waits for some other row is bounded as well. */
async function beginAndAcquire<Row, Tx>(
  session: Session<Tx>,
  query: SelectQuery,
  plan: LockPlan,
): Promise<Acquired<Row>> {
  try {
    await session.query({
      text: `begin isolation level ${plan.isolation}; set local lock_timeout = ${plan.timeoutMs}`,
    })
  } catch (error) {
    throw asLockError(error, plan)
  }
  return await acquire<Row>(session, query, plan)
}

function isUndone(error: DaylatchError): boolean {
  return error.code === 'DEADLOCK' || error.code === 'SERIALIZATION'
}

/** @throws {DaylatchError} */
async function commit<Tx>(session: Session<Tx>, plan: LockPlan): Promise<void> {
  let command: string
  try {
    command = (await session.query({ text: 'commit' })).command
  } catch (error) {
    throw asLockError(error, plan)
  }
  if (command !== 'COMMIT') {
    throw new DaylatchError(
      'DATABASE',
      'A statement of the block failed and the block went on. The transaction is undone: let the error through.',
    )
  }
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
