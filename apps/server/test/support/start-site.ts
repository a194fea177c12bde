import { createDatabase, type SpawnedProcess, spawnProcess, type TestDatabase } from '@daylatch/test-kit'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { TestMember } from './member.ts'
import { type MintOptions, mintMembers } from './mint-members.ts'

const CLI = fileURLToPath(new URL('../../bundle/cli.js', import.meta.url))

export interface SiteOptions {
  /** Server processes on one port. @default 1 */
  readonly workers?: number
  /** What the configuration file says. @default no file */
  readonly config?: Readonly<Record<string, unknown>>
  /** Files of the folder `articles`, by name. @default no folder */
  readonly articles?: Readonly<Record<string, string>>
  /** More variables, such as DAYLATCH_SIGN_UP. An empty one is unset. */
  readonly env?: Readonly<Record<string, string>>
  /** A database to be shared with another site; it is left alone by `stop`. @default a fresh one */
  readonly database?: TestDatabase
  /** Modules that every server process loads first, as file URLs: to shift its Date, for example. */
  readonly preload?: readonly string[]
}

/** The real server as its own processes, on a database of its own. */
export interface TestSite {
  readonly url: string
  readonly process: SpawnedProcess
  /** Where the configuration file and the articles are. */
  readonly folder: string
  readonly database: TestDatabase
  readonly pool: Pool
  /** Signed-in members without passwords. */
  members(count: number, options?: MintOptions): Promise<readonly TestMember[]>
  member(options?: MintOptions): Promise<TestMember>
  /** Somebody with an empty cookie jar. */
  stranger(): TestMember
  /** SIGTERM; fails unless the exit code is 0. Drops the database if it is the site's own. */
  stop(): Promise<void>
}

/** Starts a site and waits until it is ready. */
export async function startSite(options: SiteOptions = {}): Promise<TestSite> {
  const database = options.database ?? (await createDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-site-'))
  const { server, ready } = await spawnServer(database.url, folder, options)
  const line = await ready
  const url = line.slice(line.indexOf('http'))
  const members: TestSite['members'] = async (count, mint) =>
    await mintMembers(database.pool, () => url, count, mint)
  return {
    url,
    process: server,
    folder,
    database,
    pool: database.pool,
    members,
    member: async (mint) => {
      const [member] = await members(1, mint)
      if (member === undefined) throw new TypeError('Expected one member')
      return member
    },
    stranger: () => new TestMember({ id: '', name: '', email: '' }, new Map(), () => url),
    stop: async () => {
      const exit = await server.kill('SIGTERM')
      await rm(folder, { recursive: true })
      if (options.database === undefined) await database.drop()
      if (exit.code !== 0) {
        throw new Error(`The server ended with ${exit.signal ?? exit.code}:\n${server.stderr()}`)
      }
    },
  }
}

/** Starts the command as a user does; `ready` resolves with its ready line and fails when it ends without one. */
export async function spawnServer(
  databaseUrl: string,
  folder: string,
  { workers = 1, config, articles = {}, env = {}, preload = [] }: SiteOptions,
): Promise<{ server: SpawnedProcess; ready: Promise<string> }> {
  const file = join(folder, 'daylatch.config.json')
  if (config !== undefined) await writeFile(file, JSON.stringify(config))
  for (const [name, text] of Object.entries(articles)) {
    await mkdir(join(folder, 'articles'), { recursive: true })
    await writeFile(join(folder, 'articles', name), text)
  }
  const server = spawnProcess(process.execPath, [CLI, 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      TZ: 'UTC',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DAYLATCH_DATA: folder,
      DAYLATCH_WORKERS: String(workers),
      NODE_OPTIONS: preload.map((url) => `--import=${url}`).join(' '),
      ...env,
    },
  })
  const ready = server.waitForLine(/^Daylatch is ready at /, 60_000)
  return { server, ready }
}
