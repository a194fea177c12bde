import { type Client, Pool } from 'pg'
import { onServer, serverUrl, withDatabase } from './server.ts'

/** What many databases of a run begin with, made once and copied. */
export interface Template {
  /** Unlike that of every other template; part of a database's name. */
  readonly name: string
  /** Fills it. Leaves no connection open. */
  readonly prepare: (pool: Pool) => Promise<void>
}

/** Made by the first who asks, in whatever process of the run; the others wait for it. */
export async function templateDatabase(client: Client, { name, prepare }: Template): Promise<string> {
  const database = `${templatePrefix()}${name}`
  const isReady = async (): Promise<boolean> => {
    const text = 'select from pg_database where datname = $1 and datistemplate'
    return (await client.query(text, [database])).rowCount === 1
  }
  if (await isReady()) return database
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [database])
  if (await isReady()) return database
  // What one who failed, or was killed, left half done is no template yet.
  await client.query(`drop database if exists ${database} with (force)`)
  await client.query(`create database ${database} template template0`)
  const pool = new Pool({ connectionString: withDatabase(serverUrl(), database), max: 1 })
  try {
    await prepare(pool)
  } finally {
    await pool.end()
  }
  // Nobody can connect any more, not even autovacuum: a database that is in use cannot be copied.
  await client.query(`alter database ${database} with is_template true allow_connections false`)
  return database
}

/** Drops the templates of this run: a server of somebody's own keeps nothing of it. */
export async function dropTemplates(): Promise<void> {
  await onServer(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [templatePrefix()],
    )
    for (const { name } of rows) {
      await client.query(`alter database ${name} with is_template false`)
      await client.query(`drop database ${name}`)
    }
  })
}

/** Of this run alone, so that none is older than the migrations that the run tests. */
function templatePrefix(): string {
  return `template_${process.env['DAYLATCH_TEST_RUN'] ?? process.pid}_`
}
