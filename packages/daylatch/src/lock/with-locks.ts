import type { Database } from '../drivers/database.ts'
import { badOption } from '../errors.ts'
import { Caller } from './caller.ts'
import { type LockOptions, planOf } from './options.ts'
import { runLocked } from './run-locked.ts'
import { contextOf, fromHere, type LockContext, type LockQuery } from './with-lock.ts'

/** A SELECT of several rows, without lock clause and without ORDER BY. */
export interface LocksQuery<Row> extends LockQuery<Row> {
  /** Output columns that order the rows: their key. Everybody who locks several of them must name the same. */
  readonly orderBy: string | readonly string[]
}

export type RowsBlock<Row, Tx, T> = (rows: readonly Row[], tx: Tx, context: LockContext) => T | Promise<T>

/**
 * Runs `block` while this session alone holds all given rows, taken in one statement in the order of their key.
 *
 * The order is what keeps two callers who want the same rows from deadlocking. The key must not change: PostgreSQL sorts
 * before it waits. Rows that are not there do not come; ROW_GONE is thrown when none is.
 *
 * @throws {DaylatchError} as `withLock`
 */
export async function withLocks<T, Tx, Row = Record<string, unknown>>(
  db: Database<Tx>,
  query: LocksQuery<Row>,
  block: RowsBlock<Row, Tx, T>,
  options: LockOptions = {},
): Promise<T> {
  const plan = planOf(options, ['timeout', 'nowait'])
  if (typeof block !== 'function') throw badOption('block', 'a function', block)
  const ordered = { ...query, text: `${withoutOrder(query.text)}\norder by ${columnsOf(query.orderBy)}` }
  const caller = new Caller()
  const running = runLocked<Row, Tx, T>(
    db,
    ordered,
    (rows, tx, afterCommit) => block(rows, tx, contextOf(afterCommit)),
    plan,
    caller,
  )
  let outcome = await caller.outcomeOf(running)
  if (outcome === undefined) {
    caller.look()
    outcome = await running
  }
  if (outcome.acquired) return outcome.value
  throw fromHere(outcome.error)
}

function withoutOrder(text: unknown): string {
  if (typeof text !== 'string') throw badOption('query.text', 'a SELECT', text)
  const bare = text.replace(/[\s;]+$/, '')
  if (/\border\s+by\b[^)]*$/i.test(bare))
    throw badOption('query.text', 'a SELECT without ORDER BY; name the key in `orderBy`', text)
  return bare
}

function columnsOf(orderBy: string | readonly string[]): string {
  const columns = typeof orderBy === 'string' ? [orderBy] : orderBy
  if (!Array.isArray(columns) || columns.length === 0)
    throw badOption('query.orderBy', 'one or more columns', orderBy)
  for (const column of columns) {
    if (typeof column !== 'string' || !/^[^"\0]{1,63}$/.test(column))
      throw badOption('query.orderBy', 'names of columns', column)
  }
  return columns.map((column) => `"${column}"`).join(', ')
}
