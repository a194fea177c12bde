import { assertDurable, type Database, DaylatchError, fromPg, migrate } from 'daylatch'
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
 * @returns the token of the one-time set-up link, or `null` when there is an administrator
 */
export async function prepareDatabase(
  url: string,
  environment: Environment,
  config: Config,
  log: Logger,
): Promise<string | null> {
  const pool = openPool(url, 2, log, { connectionTimeoutMillis: 30_000 })
  try {
    const db = fromPg(pool)
    await checkDurability(db, environment, log)
    for (const schema of SCHEMAS) await migrate(db, schema)
    const version = await activateConfiguredBonuses(db, config)
    if (version !== undefined) log.info({ version }, 'the bonuses of the configuration are paid from now on')
    await makeAdministrator(pool, environment)
    return await makeSetUpToken(pool)
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
