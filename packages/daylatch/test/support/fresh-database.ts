import { createDatabase, type Template } from '@daylatch/test-kit'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { type Database, fromPg, migrate } from '../../src/index.ts'

export interface FreshDatabase {
  readonly url: string
  /** For the test's own questions and for strangers' transactions. */
  readonly pool: pg.Pool
  readonly db: Database<pg.PoolClient>
  /** One more process, as far as the library can tell: a pool of its own. */
  readonly connect: (options?: {
    readonly url?: string
    readonly pipeline?: boolean
  }) => Database<pg.PoolClient>
}

const library: Template = { name: 'library', prepare: async (pool) => void (await migrate(fromPg(pool))) }

/** A migrated database for one test. Dropped when the test ends; a connection or lock left behind fails it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const database = await createDatabase(library)
  const pools: pg.Pool[] = []
  onTestFinished(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
    await database.drop()
  })
  const connect: FreshDatabase['connect'] = ({ url = database.url, pipeline = true } = {}) => {
    const pool = new pg.Pool({ connectionString: url, max: 8, pipeline } as pg.PoolConfig)
    // A connection that is cut while idle is the pool's to replace; tests that cut some would end here otherwise.
    pool.on('error', () => undefined)
    pools.push(pool)
    return fromPg(pool, { prepare: true })
  }
  return { url: database.url, pool: database.pool, db: connect(), connect }
}
