import { sqlStateOf, type Trouble, troubleOf } from '../dialect/postgres.ts'
import type { Database, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'

/** No connection could be had: nothing was sent, so nothing can have happened. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable'
}

/**
 * Connects; tells "no server there right now", which passes, from refusals that will not pass (a wrong password).
 *
 * @throws {Unavailable} or the server's own error
 */
export async function connectOrUnavailable(db: Database): Promise<Session> {
  try {
    return await db.connect()
  } catch (error) {
    const trouble = troubleOf(error)
    if (sqlStateOf(error) === undefined || trouble === 'unavailable' || trouble === 'connection-lost') {
      throw new Unavailable('No connection to the database', { cause: error })
    }
    throw error
  }
}

/** What kind of trouble an attempt ended in; our own errors and defects are no trouble with a row or a connection. */
export function classify(error: unknown): Trouble {
  if (error instanceof Unavailable) return 'unavailable'
  if (error instanceof DaylatchError || error instanceof TypeError) return 'other'
  return troubleOf(error)
}

/** Whether the database is out of reach, which passes. */
export function isLost(trouble: Trouble): boolean {
  return trouble === 'unavailable' || trouble === 'connection-lost'
}

/** The typed error for what the database said, with its error as the cause. */
export function asFailure(error: unknown): DaylatchError {
  if (error instanceof DaylatchError) return error
  const cause = { cause: error }
  switch (classify(error)) {
    case 'lock-timeout':
      return new DaylatchError(
        'LOCK_TIMEOUT',
        'Another transaction held the row for too long. Try again.',
        cause,
      )
    case 'deadlock':
      return new DaylatchError('DEADLOCK', 'The database broke a deadlock, repeatedly. Try again.', cause)
    case 'serialization':
      return new DaylatchError(
        'SERIALIZATION',
        'The database undid the transaction, repeatedly. Try again.',
        cause,
      )
    case 'connection-lost':
    case 'unavailable':
      return new DaylatchError('CONNECTION_LOST', 'The database could not be asked. Try again.', cause)
    case 'schema-missing':
      return new DaylatchError(
        'SCHEMA_MISSING',
        'The tables of Daylatch are not there. Call `migrate(db)` first.',
        cause,
      )
    case 'unique':
    case 'other':
      return new DaylatchError('DATABASE', 'The database refused the claim; see `cause`.', cause)
  }
}
