import { setTimeout as pause } from 'node:timers/promises'
import { troubleOf } from '../dialect/postgres.ts'
import { DaylatchError } from '../errors.ts'
import { pausePoint } from '../pause-points.ts'
import { answering, replyTimeoutMs } from './answering-session.ts'
import { behindSavepoint } from './behind-savepoint.ts'
import type { Database, Session } from './database.ts'
import { asFailure, connectOrUnavailable } from './trouble.ts'

export interface AtomicallyOptions {
  /** How long each statement waits for rows that another transaction holds. */
  readonly lockTimeoutMs: number
  /** What the pause points of tests are told. */
  readonly subjects?: readonly string[]
  /**
   * How often it is run in all when the database undoes it (40001, 40P01). 1 for work that cannot be repeated.
   * @default 5
   */
  readonly attempts?: number
  /**
   * Whether what `work` sends first changes nothing: then it leaves together with BEGIN, a round trip less where the
   * driver pipelines. Should BEGIN fail, those have run outside of the transaction, and nothing more is sent.
   */
  readonly readsFirst?: boolean
}

/** How often a transaction of our own is run in all when the database undoes it (40001, 40P01). */
const ATTEMPTS = 5

/** SQLSTATE 01000, `warning`: among others "canceling wait for synchronous replication due to user request". */
const WARNING = '01000'

/**
 * Runs `work` so that all of its statements are kept, or none.
 *
 * On a pool: in a transaction of its own at READ COMMITTED, run again when the database undoes it, so `work` does
 * nothing but database work. On a caller's client: behind a savepoint of his transaction, once; when it fails, the
 * transaction goes on as it was before, and its `lock_timeout` is what it was on every exit.
 *
 * A statement that gets no answer in its time loses its connection. After CONNECTION_LOST the outcome is not known.
 *
 * @returns what `work` returns, committed where the transaction is ours
 * @throws {DaylatchError} for failures of our own statements, with the driver's error as the cause; and whatever else
 * `work` throws, untouched
 */
export async function atomically<T, Tx = unknown>(
  db: Database<Tx>,
  options: AtomicallyOptions,
  work: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  if (db.isJoined) return await behindSavepoint(db, options.lockTimeoutMs, work)
  // Inside a lock of the same pool this would wait for a connection that the lock itself holds.
  const refusal = db.refusalOfCheckout?.()
  if (refusal !== undefined) throw refusal
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inOwnTransaction(db, options, work)
    } catch (error) {
      const trouble = error instanceof Error ? troubleOf(error) : 'other'
      const isLast = attempt >= (options.attempts ?? ATTEMPTS)
      if ((trouble !== 'deadlock' && trouble !== 'serialization') || isLast) throw error
      // Those who met in a deadlock must not meet again in step.
      await pause(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function inOwnTransaction<T, Tx>(
  db: Database<Tx>,
  { lockTimeoutMs, subjects = [], readsFirst = false }: AtomicallyOptions,
  work: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  const session = answering(await connect(db), replyTimeoutMs(lockTimeoutMs))
  let value: T
  let isDoubtful: boolean
  try {
    const begun = session.query({
      text: `begin isolation level read committed; set local lock_timeout = ${lockTimeoutMs}`,
    })
    if (!readsFirst) await begun
    value = await work(readsFirst ? behind(begun, session) : session)
    await pausePoint('before-commit', subjects)
    isDoubtful = await commit(session)
  } catch (error) {
    await rollBack(session)
    throw error
  }
  session.release()
  await pausePoint('after-commit', subjects)
  if (isDoubtful) {
    throw new DaylatchError(
      'CONNECTION_LOST',
      'The commit did not wait for the standby, so it may not outlive a failover. Ask what became of it, or repeat it with its key.',
    )
  }
  return value
}

/** Every answer waits for that of BEGIN, which came before it: where that has failed, no answer leads to anything more. */
function behind<Tx>(begun: Promise<unknown>, session: Session<Tx>): Session<Tx> {
  // Whoever waits for an answer hears of it; nobody may be waiting yet.
  begun.catch(() => undefined)
  const { tx, warnings } = session
  return {
    tx,
    warnings,
    select: async (query, suffix) => {
      await begun
      return await session.select(query, suffix)
    },
    selectBehind: async (first, query, suffix) => {
      await begun
      return await session.selectBehind(first, query, suffix)
    },
    query: async (statement) => {
      const [answer] = await Promise.all([session.query(statement), begun])
      return answer
    },
    release: (broken) => session.release(broken),
  }
}

async function connect<Tx>(db: Database<Tx>): Promise<Session<Tx>> {
  try {
    return await connectOrUnavailable(db)
  } catch (error) {
    throw asFailure(error)
  }
}

/** @returns whether the server warned while it committed; warnings of earlier statements are somebody else's */
async function commit(session: Session): Promise<boolean> {
  const warningsBefore = session.warnings.length
  const { command } = await session.query({ text: 'commit' })
  if (command !== 'COMMIT') {
    throw new DaylatchError(
      'DATABASE',
      'A statement failed and the work went on. The transaction is undone: let the error through.',
    )
  }
  return session.warnings.slice(warningsBefore).includes(WARNING)
}

/** A connection on which not even ROLLBACK works is closed: the pool must not hand out somebody's half-finished work. */
async function rollBack(session: Session): Promise<void> {
  try {
    await session.query({ text: 'rollback' })
    session.release()
  } catch (error) {
    session.release(error instanceof Error ? error : new Error(String(error)))
  }
}
