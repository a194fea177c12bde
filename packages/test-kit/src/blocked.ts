import type { Pool } from 'pg'
import { waitFor } from './wait-for.ts'

/**
 * Waits until the session with this server pid (`select pg_backend_pid()`) waits for a lock that another session holds:
 * seen in the server's own lock table, so that what a test does next really happens while the other one waits.
 */
export async function waitUntilBlocked(pool: Pick<Pool, 'query'>, pid: number): Promise<void> {
  await waitFor(`session ${pid} blocked by another one`, async () => {
    const { rows } = await pool.query<{ blocked: boolean }>(
      'select cardinality(pg_blocking_pids($1)) > 0 as blocked',
      [pid],
    )
    return rows[0]?.blocked === true
  })
}
