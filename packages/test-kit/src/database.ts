import { randomBytes } from 'node:crypto'
import { type Client, Pool } from 'pg'
import { onServer, serverUrl, withDatabase } from './server.ts'
import { type Template, templateDatabase } from './template.ts'
import { waitFor } from './wait-for.ts'

export interface TestDatabase {
  readonly url: string
  /** A pool of up to 20 connections, for the test's own statements. */
  readonly pool: Pool
  /**
   * Ends the pool and drops the database. Fails, and leaves the database for a look at it, when the test left a
   * connection, an open transaction or a prepared one behind: what holds on to a database holds on to its locks.
   *
   * @param graceMs how long the processes of closed connections may take to end; much on a loaded machine
   */
  drop(graceMs?: number): Promise<void>
}

/** A fresh database on the server of this test run: an empty one, or a copy of the template. */
export async function createDatabase(template?: Template): Promise<TestDatabase> {
  const name = `t_${process.pid}_${randomBytes(5).toString('hex')}`
  await onServer(async (client) => {
    const from = template === undefined ? 'template0' : await templateDatabase(client, template)
    await client.query(`create database ${name} template ${from} strategy file_copy`)
  })
  const url = withDatabase(serverUrl(), name)
  const pool = new Pool({ connectionString: url, max: 20 })
  // A test may kill the server under an idle connection; the next query tells.
  pool.on('error', () => undefined)
  return { url, pool, drop: (graceMs = 20_000) => drop(name, pool, graceMs) }
}

async function drop(name: string, pool: Pool, graceMs: number): Promise<void> {
  const taken = pool.totalCount - pool.idleCount
  // end() would wait for them for ever.
  if (taken > 0) throw new Error(`${taken} clients of the pool of ${name} were never released`)
  await pool.end()
  await onServer(async (client) => {
    await assertUnused(client, name, graceMs)
    await client.query(`drop database ${name}`)
  })
}

async function assertUnused(client: Client, name: string, graceMs: number): Promise<void> {
  let left: readonly string[] = []
  try {
    // A closed connection is on the server's list until its process there has ended, which takes it a moment.
    await waitFor('nobody', async () => (left = await holders(client, name)).length === 0, graceMs)
  } catch (error) {
    throw new Error(`Database ${name} is still used by:\n${left.join('\n')}`, { cause: error })
  }
}

async function holders(client: Client, name: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ holder: string }>(
    `select format('connection %s (%s, %s): %s', pid, application_name, state, query) as holder
       from pg_stat_activity where datname = $1
     union all
     select format('prepared transaction %s', gid) from pg_prepared_xacts where database = $1`,
    [name],
  )
  return rows.map(({ holder }) => holder)
}
