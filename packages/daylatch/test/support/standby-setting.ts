import { startThrowawayServer, waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** A server of its own, because whether to wait for a standby is a setting of the whole server. */
export async function serverWithStandbySetting(): Promise<{
  url: string
  pool: pg.Pool
  wantStandby: (names: string) => Promise<void>
  waitingForStandby: (since: string) => Promise<number>
}> {
  const server = await startThrowawayServer()
  const pool = new pg.Pool({ connectionString: server.url, max: 10 })
  onTestFinished(async () => {
    await pool.end()
    await server.stop()
  })
  const wantStandby = async (names: string): Promise<void> => {
    await pool.query(`alter system set synchronous_standby_names = '${names}'`)
    await pool.query('select pg_reload_conf()')
    await waitFor('the setting to be in force', async () => {
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      const { rows } = await client.query<{ setting: string }>(`show synchronous_standby_names`)
      await client.end()
      return Object.values(rows[0] ?? {})[0] === names
    })
  }
  const waitingForStandby = async (since: string): Promise<number> =>
    await waitFor('a commit that waits for the standby', async () => {
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where wait_event = 'SyncRep' and query_start > $1::timestamptz`,
        [since],
      )
      return rows[0]?.pid
    })
  return { url: server.url, pool, wantStandby, waitingForStandby }
}
