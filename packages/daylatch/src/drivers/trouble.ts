import { sqlStateOf, type Trouble, troubleOf } from '../dialect/postgres.ts'
import { DaylatchError } from '../errors.ts'
import { type Database, type Session, useSession } from './database.ts'

/** No connection could be had: nothing was sent, so nothing can have happened. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable'
}

/** How long a connection is waited for: a server that is away, or a pool that somebody has emptied. */
const CONNECT_TIMEOUT_MS = 5000

/** How long a question may take before its connection is given up. */
const ANSWER_TIMEOUT_MS = 10_000

/**
 * Connects; tells "no server there right now", which passes, from refusals that will not pass (a wrong password).
 *
 * @throws {Unavailable} or the server's own error
 */
export async function connectOrUnavailable<Tx>(db: Database<Tx>): Promise<Session<Tx>> {
  const connecting = db.connect()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A connection that comes after all goes straight back; if none comes, this call has failed already.
      connecting.then(
        (session) => session.release(),
        () => undefined,
      )
      reject(new Unavailable(`No connection could be had within ${CONNECT_TIMEOUT_MS} ms`))
    }, CONNECT_TIMEOUT_MS)
  })
  try {
    return await Promise.race([connecting, late])
  } catch (error) {
    const trouble = classify(error)
    if (error instanceof Unavailable || (sqlStateOf(error) !== undefined && !isPassing(trouble))) throw error
    throw new Unavailable('No connection to the database', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Asks the database something on a connection of its own, within a bound.
 *
 * @throws {DaylatchError}
 */
export async function ask<T, Tx>(
  db: Database<Tx>,
  question: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  try {
    return await useSession(await connectOrUnavailable(db), question, ANSWER_TIMEOUT_MS)
  } catch (error) {
    throw asFailure(error)
  }
}

/** What kind of trouble an attempt ended in; our own errors and defects are no trouble with a row or a connection. */
export function classify(error: unknown): Trouble {
  if (error instanceof Unavailable) return 'unavailable'
  if (error instanceof DaylatchError || error instanceof TypeError) return 'other'
  return troubleOf(error)
}

/** The same for what {@link asFailure} has typed already: by the error of the server that it carries, if there is one. */
export function classifyFailure(error: unknown): Trouble {
  return sqlStateOf(error) === undefined ? classify(error) : troubleOf(error)
}

/** Whether the trouble is with the database as a whole, and passes. */
export function isPassing(trouble: Trouble): boolean {
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
    case 'bad-row':
    case 'other':
      return new DaylatchError('DATABASE', 'The database refused; see `cause`.', cause)
  }
}
