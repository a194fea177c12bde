import { sqlStateOf, troubleOf } from '../dialect/postgres.ts'
import type { SelectQuery, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import type { LockPlan } from './options.ts'

/** The freshly locked rows, or why there are none. Only what the locking itself met: errors of a block are not among it. */
export type Acquired<Row> =
  { readonly ok: true; readonly rows: readonly Row[] } | { readonly ok: false; readonly error: DaylatchError }

/**
 * Locks the rows of the query, and reads them: what is given is what the locking statement itself returned, after any
 * wait. A row that was changed meanwhile comes in its new state; one that no longer fits the query does not come at all.
 */
export async function acquire<Row>(
  session: Session,
  query: SelectQuery,
  plan: LockPlan,
): Promise<Acquired<Row>> {
  try {
    const rows = await session.select(query, plan.clause)
    if (rows.length > 0) return { ok: true, rows: rows as readonly Row[] }
    return { ok: false, error: await whyNone(session, query, plan) }
  } catch (error) {
    return { ok: false, error: asLockError(error, plan) }
  }
}

/** In `skip` mode a locked row looks like a missing one: look again without the lock, then say which. */
export async function whyNone(session: Session, query: SelectQuery, plan: LockPlan): Promise<DaylatchError> {
  const isThere = plan.wait === 'skip' && (await session.select(query, '')).length > 0
  return isThere
    ? new DaylatchError('LOCK_NOT_AVAILABLE', 'Another transaction holds the row. Try again later.')
    : new DaylatchError(
        'ROW_GONE',
        'The query found no row to lock; it may have been deleted while this call waited.',
      )
}

/** SQLSTATE 57014, `query_canceled`: not to be taken for a lock timeout. */
const CANCELED = '57014'

/** Sorts an error that one of our own statements gave. */
export function asLockError(error: unknown, plan: LockPlan): DaylatchError {
  if (error instanceof DaylatchError) return error
  const cause = { cause: error }
  if (sqlStateOf(error) === CANCELED) {
    return new DaylatchError(
      'DATABASE',
      'The locking query was cancelled, by statement_timeout or by somebody.',
      cause,
    )
  }
  switch (troubleOf(error)) {
    case 'lock-timeout':
      return plan.wait === 'timeout'
        ? new DaylatchError(
            'LOCK_TIMEOUT',
            `The row was not free within ${plan.timeoutMs} ms. Try again.`,
            cause,
          )
        : new DaylatchError(
            'LOCK_NOT_AVAILABLE',
            'Another transaction holds the row. Try again later.',
            cause,
          )
    case 'deadlock':
      return new DaylatchError(
        'DEADLOCK',
        'The database broke a deadlock by undoing this transaction. Try again.',
        cause,
      )
    case 'serialization':
      return new DaylatchError(
        'SERIALIZATION',
        'The database undid this transaction as not serializable. Try again.',
        cause,
      )
    case 'connection-lost':
    case 'unavailable':
      return new DaylatchError(
        'CONNECTION_LOST',
        'The connection was lost. Whether a commit that was under way succeeded is not known: look before you repeat it.',
        cause,
      )
    default:
      return sqlStateOf(error) === '0A000'
        ? new DaylatchError(
            'BAD_OPTION',
            'The database cannot lock this query. With an outer join, name the table to lock in `of`.',
            cause,
          )
        : new DaylatchError('DATABASE', 'The database refused the locking query; see `cause`.', cause)
  }
}
