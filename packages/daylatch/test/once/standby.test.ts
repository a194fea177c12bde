import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '@daylatch/local-postgres'
import { waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { tally } from '../support/tally.ts'

test('a commit whose wait for the standby is cancelled is looked up, and acknowledged only with the standby', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'standby-'))
  const server = await startLocalPostgres({ dataFolder: folder })
  const pool = new pg.Pool({ connectionString: server.url, max: 10 })
  onTestFinished(async () => {
    await pool.end()
    await server.stop()
    await rm(folder, { recursive: true })
  })
  const db = fromPg(pool)
  await migrate(db)
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
  const waitingForStandby = async (other: number): Promise<number> =>
    await waitFor('a session that waits for the standby', async () => {
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where wait_event = 'SyncRep' and pid <> $1`,
        [other],
      )
      return rows[0]?.pid
    })
  await wantStandby('a_standby_that_is_away')
  let answered = false
  const claim = checkInOnce()
    .claim(db, 'ada')
    .finally(() => {
      answered = true
    })
  const committing = await waitingForStandby(0)
  await pool.query('select pg_cancel_backend($1)', [committing])
  // The cancelled commit is on this disk only. It is not acknowledged: the look-up waits for the standby as well.
  await waitingForStandby(committing)
  expect([answered, (await tally(pool)).claims]).toEqual([false, 1])
  await wantStandby('')
  expect((await claim).status).toBe('claimed')
  expect(await tally(pool)).toEqual({ latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 })
})
