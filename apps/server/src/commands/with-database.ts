import { type Database, fromPg } from 'daylatch'
import type { Pool } from 'pg'
import { type Environment, readEnvironment } from '../config/environment.ts'
import { SetUpError } from '../config/set-up-error.ts'
import { createLog } from '../http/log.ts'
import { isDatabaseUnavailable } from '../http/to-problem.ts'
import { openDatabase, type OpenDatabase } from '../process/open-database.ts'
import { openPool } from '../process/pools.ts'
import { EXIT } from './command.ts'
import { say } from './output.ts'

export interface CommandDatabase {
  readonly environment: Environment
  readonly opened: OpenDatabase
  readonly pool: Pool
  readonly db: Database
}

const CONNECTIONS = 4

/**
 * Gives `work` the database that the environment names, or the embedded one, and leaves it as it was found: a server
 * that ran goes on, one that was started for this is shut down.
 *
 * @param create whether a database that is not there is made
 * @throws {SetUpError} with the exit code for a database that cannot be reached
 */
export async function withDatabase<T>(
  work: (database: CommandDatabase) => Promise<T>,
  { create = false }: { readonly create?: boolean } = {},
): Promise<T> {
  const environment = readEnvironment(process.env)
  leaveOnSignals()
  const opened = await openDatabase(environment, { log: say, create })
  const pool = openPool(opened.url, CONNECTIONS, createLog(), {})
  try {
    return await work({ environment, opened, pool, db: fromPg(pool) })
  } catch (error) {
    throw explained(error)
  } finally {
    await pool.end()
    await opened.stop()
  }
}

/** An exit, unlike the end by a signal, still leaves the embedded server. */
function leaveOnSignals(): void {
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}

function explained(error: unknown): unknown {
  if (isDatabaseUnavailable(error)) return unreachable(error)
  const isMissing = error instanceof Error && 'code' in error && MISSING.has(String(error.code))
  if (!isMissing) return error
  const message =
    'The tables of Daylatch are not there, or older than this program. Run `daylatch migrate` first.'
  return new SetUpError(message, EXIT.found, { cause: error })
}

/** A schema, a table or a column of ours that is not there; the library's own word for it is the first. */
const MISSING: ReadonlySet<string> = new Set(['SCHEMA_MISSING', '3F000', '42P01', '42703'])

function unreachable(error: unknown): SetUpError {
  let detail = error
  while (detail instanceof Error && detail.cause instanceof Error) detail = detail.cause
  const words = detail instanceof Error && detail.message !== '' ? detail.message : String(detail)
  return new SetUpError(
    `The database cannot be reached: ${words}. Check that it runs and that DATABASE_URL is right.`,
    EXIT.unavailable,
    { cause: error },
  )
}
