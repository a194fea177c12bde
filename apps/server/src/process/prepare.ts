import { assertDurable, type Database, DaylatchError, fromPg, migrate, poolerFacts } from 'daylatch'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { ensureAdministrator } from '../accounts/administrator.ts'
import { makeSetUpToken } from '../accounts/set-up-link.ts'
import { activateConfiguredBonuses } from '../check-in/configured-bonuses.ts'
import type { Environment } from '../config/environment.ts'
import type { Config } from '../config/schema.ts'
import { EXIT_FAILURE, SetUpError } from '../config/set-up-error.ts'
import { isDatabaseUnavailable } from '../http/to-problem.ts'
import { openPool } from './pools.ts'
import { SCHEMAS } from './schemas.ts'

/**
 * Brings the database up to date, and sees to the configuration's bonuses and to an administrator, before anybody is served.
 *
 * @returns what was found out on the way
 */
export async function prepareDatabase(
  url: string,
  environment: Environment,
  config: Config,
  log: Logger,
): Promise<Prepared> {
  const pool = openPool(url, 2, log, { connectionTimeoutMillis: 30_000 })
  try {
    const db = fromPg(pool)
    await checkDurability(db, environment, log)
    for (const schema of SCHEMAS) await migrate(db, schema)
    const version = await activateConfiguredBonuses(db, config)
    if (version !== undefined) log.info({ version }, 'the bonuses of the configuration are paid from now on')
    await makeAdministrator(pool, environment)
    return { token: await makeSetUpToken(pool), prepare: await keepsPrepared(pool, log) }
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error
    const detail = error instanceof Error && error.message !== '' ? error.message : String(error)
    throw new SetUpError(
      `The database cannot be reached: ${detail}. Check that it runs and that DATABASE_URL is right.`,
      EXIT_FAILURE,
      { cause: error },
    )
  } finally {
    await pool.end()
  }
}

export interface Prepared {
  /** Of the one-time set-up link; `null` when there is an administrator. */
  readonly token: string | null
  /** Whether statements may be prepared by name: not through a pooler that does not follow them. */
  readonly prepare: boolean
}

/** A statement that is not prepared costs the database a third more: it is read and planned each time. */
async function keepsPrepared(pool: Pool, log: Logger): Promise<boolean> {
  const { keepsPrepared: found } = await poolerFacts(fromPg(pool, { prepare: true }))
  if (!found) log.warn('a pooler before the database does not follow prepared statements: none are prepared')
  return found
}

/** Refuses a database that can forget what it has acknowledged, unless the operator has said that he accepts that. */
async function checkDurability(db: Database, environment: Environment, log: Logger): Promise<void> {
  try {
    await assertDurable(db)
  } catch (error) {
    const isUnsafe = error instanceof DaylatchError && error.code === 'UNSAFE_DURABILITY'
    if (!isUnsafe) throw error
    if (!environment.acceptsUnsafeDurability) {
      throw new SetUpError(`${error.message} Or set DAYLATCH_UNSAFE_DURABILITY=accept to take that risk.`)
    }
    log.warn({ err: error }, 'acknowledged check-ins can be lost in a crash, as accepted')
  }
}

async function makeAdministrator(pool: Pool, { administrator }: Environment): Promise<void> {
  if (administrator === undefined) return
  const { email, password } = administrator
  const outcome = await ensureAdministrator(pool, { name: 'Administrator', email, password })
  if (outcome === 'taken') {
    throw new SetUpError(
      `DAYLATCH_ADMIN_EMAIL: a member has registered with ${email}. Choose an address that nobody has registered.`,
    )
  }
}
