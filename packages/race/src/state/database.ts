import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** A database that one lab has for itself. */
export interface OwnDatabase {
  readonly name: string
  /** On the server itself, beside the door. */
  readonly url: string
  drop(): Promise<void>
}

/** Makes an empty one on the server of `url`. */
export async function createDatabase(url: string): Promise<OwnDatabase> {
  const name = `race_${process.pid}_${randomBytes(4).toString('hex')}`
  await withClient(url, async (client) => {
    await dropAbandoned(client)
    await client.query(`create database ${name} template template0`)
  })
  return {
    name,
    url: withDatabase(url, name),
    drop: () =>
      withClient(url, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

/** The same address with another database. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${name}`)
}

/** Of labs of this machine whose process was killed. Told by the process id, so only over a socket of this machine. */
async function dropAbandoned(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database d where datname ~ '^race_[0-9]+_[0-9a-f]{8}$'
       and inet_server_addr() is null
       and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
  )
  for (const { datname } of rows) {
    if (isAlive(Number(datname.split('_')[1]))) continue
    await client.query(`drop database if exists ${datname}`)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
