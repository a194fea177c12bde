import { createDatabase, type SpawnedProcess, spawnProcess, type TestDatabase } from '@daylatch/test-kit'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('naive-server.mjs', import.meta.url))

/** What became of one member's requests. */
export interface NaiveRound {
  readonly successes: number
  readonly checkIns: number
  readonly quota: number
}

export interface NaiveSite {
  /** Sends `count` POSTs of one new member in the same moment. */
  signAtOnce(count: number): Promise<NaiveRound>
  stop(): Promise<void>
}

/** Starts the twin of our site: the same requests, processes and database server, without latch and key. */
export async function startNaiveSite(): Promise<NaiveSite> {
  const database = await createDatabase()
  await database.pool.query(`
    create schema naive
    create table member (id text primary key, is_sign boolean not null default false)
    create table quota (member text primary key, amount integer not null)
    create table check_in (member text not null, at timestamptz not null default now())
    create table quota_log (member text not null, amount integer not null)`)
  const server = spawnProcess(process.execPath, [SERVER, database.url, String(await freePort())])
  const line = await server.waitForLine(/^The naive server is ready at /)
  const url = line.slice(line.indexOf('http'))
  let members = 0
  return {
    signAtOnce: (count) => signAtOnce(database, url, `member-${String(++members)}`, count),
    stop: () => stop(server, database),
  }
}

async function signAtOnce(
  database: TestDatabase,
  url: string,
  member: string,
  count: number,
): Promise<NaiveRound> {
  await database.pool.query('insert into naive.member (id) values ($1)', [member])
  await database.pool.query('insert into naive.quota (member, amount) values ($1, 0)', [member])
  const requests = Array.from({ length: count }, async () => {
    const response = await fetch(`${url}/api/sign`, { method: 'POST', headers: { cookie: member } })
    return (await response.json()) as { readonly status: number }
  })
  const successes = (await Promise.all(requests)).filter(({ status }) => status === 1).length
  const { rows } = await database.pool.query<{ checkIns: number; quota: number }>(
    `select (select count(*)::int from naive.check_in where member = $1) as "checkIns",
       (select amount from naive.quota where member = $1) as quota`,
    [member],
  )
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row')
  return { successes, ...row }
}

async function stop(server: SpawnedProcess, database: TestDatabase): Promise<void> {
  await server.kill('SIGTERM')
  await database.drop()
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new TypeError('Expected a port'))
      })
    })
  })
}
