import { AsyncLocalStorage } from 'node:async_hooks'
import { sqlStateOf } from '../dialect/postgres.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { answering, replyTimeoutMs } from './answering-session.ts'
import type { Database, Row, Session } from './database.ts'

/** SQLSTATE 25P01, `no_active_sql_transaction`. */
const NO_TRANSACTION = '25P01'

/**
 * Runs `work` behind a savepoint of the caller's transaction. When it fails, its writes are undone and the transaction
 * can go on; the previous `lock_timeout` is back in force on every exit. Nothing is tried again: what the database
 * undid, only the whole transaction can repeat.
 *
 * Calls at the same time on one client run one after another: savepoints are a stack, and one call's failure would
 * undo what another one has reported.
 */
export async function behindSavepoint<T, Tx>(
  db: Database<Tx>,
  lockTimeoutMs: number,
  work: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  return await inTurn(db.source, async () => {
    const session = answering(await db.connect(), replyTimeoutMs(lockTimeoutMs))
    try {
      const previousTimeout = await open(session, lockTimeoutMs)
      return await runAndClose(session, previousTimeout, work)
    } finally {
      session.release()
    }
  })
}

async function runAndClose<T, Tx>(
  session: Session<Tx>,
  previousTimeout: string,
  work: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  let value: T
  try {
    value = await work(session)
    const timeout = previousTimeout.replaceAll("'", "''")
    await session.query({ text: `set local lock_timeout = '${timeout}'; release savepoint daylatch_step` })
  } catch (error) {
    // Where not even that works the connection is gone, or the work has ended the transaction: the first error says more.
    await undo(session).catch(() => undefined)
    throw error
  }
  return value
}

/** Also takes back the setting of the timeout, which is as old as the savepoint. */
async function undo(session: Session): Promise<void> {
  await session.query({ text: 'rollback to savepoint daylatch_step; release savepoint daylatch_step' })
}

/** In one round trip. @returns the `lock_timeout` that was in force */
async function open(session: Session, lockTimeoutMs: number): Promise<string> {
  const [row] = await openingRows(session, lockTimeoutMs)
  if (row?.['isolation'] === 'repeatable read') {
    await undo(session)
    throw new DaylatchError(
      'UNSAFE_ISOLATION',
      'At REPEATABLE READ the transaction would decide by an old snapshot. ' +
        'Begin it at READ COMMITTED, or at SERIALIZABLE with a retry.',
    )
  }
  return row?.['timeout'] ?? '0'
}

async function openingRows(session: Session, lockTimeoutMs: number): Promise<readonly Row[]> {
  const text = `savepoint daylatch_step;
select s.*, set_config('lock_timeout', '${lockTimeoutMs}', true) as changed
from (select current_setting('transaction_isolation') as isolation, current_setting('lock_timeout') as timeout offset 0) s`
  try {
    return (await session.query({ text })).rows
  } catch (error) {
    if (sqlStateOf(error) !== NO_TRANSACTION) throw error
    throw badOption('db', 'a pool, or a client on which a transaction has begun', 'a client without one')
  }
}

/** Those who wait for one another: calls on one client, and within one of them the calls of its work. */
interface Turns {
  readonly source: object
  readonly around: Turns | undefined
  last: Promise<unknown>
}

const inside = new AsyncLocalStorage<Turns>()
const outermost = new WeakMap<object, Turns>()

async function inTurn<T>(source: object, run: () => Promise<T>): Promise<T> {
  const turns = turnsOf(source)
  const previous = turns.last
  const own: Turns = { source, around: inside.getStore(), last: Promise.resolve() }
  const result = previous.then(async () => await inside.run(own, run))
  turns.last = result.catch(() => undefined)
  return await result
}

function turnsOf(source: object): Turns {
  for (let turns = inside.getStore(); turns !== undefined; turns = turns.around) {
    if (turns.source === source) return turns
  }
  const turns = outermost.get(source) ?? { source, around: undefined, last: Promise.resolve() }
  outermost.set(source, turns)
  return turns
}
