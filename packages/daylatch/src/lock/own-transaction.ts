import { setTimeout as pause } from 'node:timers/promises'
import { troubleOf } from '../dialect/postgres.ts'
import type { Database, Result, SelectQuery, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { asLockError, whyNone } from './acquire.ts'
import { AfterCommit } from './after-commit.ts'
import type { Block, LockOutcome } from './block.ts'
import type { Caller } from './caller.ts'
import { HeldLock } from './held.ts'
import { HoldWatch } from './hold-watch.ts'
import { Place } from './line.ts'
import { beginText, type LockPlan } from './options.ts'

/** Where a transaction is: it says whose an error is, and what it means. */
type Step = 'open' | 'lock' | 'block' | 'commit'

/**
 * Transaction, lock, freshly read rows, block, commit. If the database undoes it for a deadlock or as not serializable,
 * the whole of it is run again, `attempts` times at most: nobody else's work is in it.
 *
 * One function, where five would read better: each more costs two promises, and this is what every lock waits for.
 */
export async function lockInOwnTransaction<Row, Tx, T>(
  db: Database<Tx>,
  query: SelectQuery,
  block: Block<Row, Tx, T>,
  plan: LockPlan,
  caller: Caller,
  attempt = 1,
): Promise<LockOutcome<T>> {
  const afterCommit = new AfterCommit()
  let step: Step = 'open'
  let session: Session<Tx> | undefined
  let watch: HoldWatch | undefined
  let value: T
  const place = Place.of(db.source, query, plan)
  const turn = place?.enter(plan.timeoutMs)
  const begin = turn === undefined ? plan.begin : beginText(plan.isolation, await turn)
  try {
    session = await db.connect()
    step = 'lock'
    // The timeout holds for the whole transaction, so that a block that waits for some other row is bounded as well.
    const rows = (await session.selectBehind(begin, query, plan.clause)) as readonly Row[]
    if (rows.length === 0) throw await whyNone(session, query, plan)
    step = 'block'
    place?.hold()
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
    const committing = session.query({ text: 'commit' })
    place?.leave()
    assertCommitted(await committing)
  } catch (error) {
    place?.leave()
    watch?.end()
    if (session !== undefined) await rollBack(session)
    const wasUndone = isUndone(error)
    if (wasUndone && attempt < plan.attempts) {
      // Those who met in a deadlock must not meet again in step.
      await pause(Math.random() * 10 * 2 ** attempt)
      return await lockInOwnTransaction(db, query, block, plan, caller, attempt + 1)
    }
    if (step === 'block' && !wasUndone) throw error
    const failure = asLockError(error, plan)
    if (step === 'lock' && !wasUndone) return { acquired: false, error: failure }
    throw failure
  }
  session.release()
  watch.end()
  if (afterCommit.length > 0) await afterCommit.run(plan.report)
  watch.assertShort()
  return { acquired: true, value }
}

/** Whether the database undid the transaction to break a deadlock, or as not serializable. */
function isUndone(error: unknown): boolean {
  const trouble = troubleOf(error instanceof DaylatchError && error.cause !== undefined ? error.cause : error)
  return trouble === 'deadlock' || trouble === 'serialization'
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
