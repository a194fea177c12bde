import { waitFor } from '@daylatch/test-kit'
import type { Pool } from 'pg'

/** Waits until so many sessions of this database wait for locks of others, by the server's own lock table. */
export async function someoneBlocked(pool: Pick<Pool, 'query'>, sessions = 1): Promise<void> {
  await waitFor(`${sessions} blocked sessions`, async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    )
    return rowCount === sessions
  })
}
