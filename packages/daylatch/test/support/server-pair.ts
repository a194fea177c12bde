import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import { type SpawnedProcess, spawnProcess, waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { layLink } from './link.ts'

const HOLD = fileURLToPath(new URL('./child/hold-postgres.mjs', import.meta.url))
const STANDBY = 'the_standby'

/** A primary and its standby, connected by a wire that can be cut. */
export interface ServerPair {
  /** Of the primary. */
  readonly url: string
  cutLink(): void
  /** kill -9, and nobody starts it again. */
  killPrimary(): Promise<void>
  /** Makes the standby a primary of its own. @returns its url */
  promote(): Promise<string>
}

/**
 * Starts a pair: a server whose data folder is copied while it is stopped, and that copy following it.
 *
 * @param prepare gets the url of the first server before the copy is taken
 */
export async function startPair(
  { synchronous }: { readonly synchronous: boolean },
  prepare: (url: string) => Promise<void>,
): Promise<ServerPair> {
  const [original, copy] = [await newFolder(), await newFolder()]
  const first = await hold(original, {})
  await prepare(first.url)
  await first.holder.kill('SIGTERM')
  await promisify(execFile)('cp', ['-a', join(original, 'pgdata'), join(copy, 'pgdata')])
  const names = synchronous ? STANDBY : ''
  const primary = await hold(original, { synchronous_standby_names: names })
  const link = await layLink(primary.url)
  await follow(join(copy, 'pgdata'), link)
  const standby = await startLocalPostgres({ dataFolder: copy })
  onTestFinished(async () => await standby.stop())
  await untilReplicating(primary.url, synchronous)
  return {
    url: primary.url,
    cutLink: () => link.cut(),
    killPrimary: async () => {
      await primary.holder.kill('SIGKILL')
      process.kill(primary.pid, 'SIGKILL')
    },
    promote: async () => {
      await ask(standby.url, 'select pg_promote(true, 60)')
      return standby.url
    },
  }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pair-'))
  onTestFinished(async () => {
    // A killed holder is gone, but a server of its may still be ending.
    await waitFor('the folder to be unused', async () => await removeLocalPostgres(folder), 30_000)
  })
  return folder
}

async function hold(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ url: string; pid: number; holder: SpawnedProcess }> {
  const holder = spawnProcess(process.execPath, [HOLD, folder, JSON.stringify(settings)])
  onTestFinished(async () => void (await holder.kill('SIGTERM')))
  const { url, pid } = JSON.parse(await holder.waitForLine(/^\{/, 60_000)) as { url: string; pid: number }
  return { url, pid, holder }
}

/** Tells a copied data folder to follow the server behind the link. */
async function follow(pgdata: string, { host, port }: { host: string; port: string }): Promise<void> {
  const conninfo = `host=${host} port=${port} user=daylatch application_name=${STANDBY}`
  await appendFile(join(pgdata, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`)
  await writeFile(join(pgdata, 'standby.signal'), '', { mode: 0o644 })
}

async function untilReplicating(url: string, synchronous: boolean): Promise<void> {
  const wanted = synchronous ? 'sync' : 'async'
  await waitFor(
    'the standby to follow',
    async () => {
      const text = `select from pg_stat_replication where state = 'streaming' and sync_state = $1`
      return (await ask(url, text, [wanted])).rowCount === 1
    },
    30_000,
  )
}

async function ask(url: string, text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(text, [...values])
  } finally {
    await client.end()
  }
}
