import { existsSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnProcess } from '@daylatch/test-kit'
import type { SpawnedProcess } from '@daylatch/test-kit'
import { Client } from 'pg'
import type { QueryResultRow } from 'pg'
import { onTestFinished } from 'vitest'
import { findBinaries } from '../src/binaries.ts'
import { copyReadable } from '../src/copy-readable.ts'
import { openDataFolder } from '../src/data-folder.ts'
import type { LocalServer } from '../src/ensure-running.ts'
import { serverIdentity } from '../src/identity.ts'
import { removeLocalPostgres } from '../src/remove.ts'
import { usableBinaries } from '../src/usable-binaries.ts'

export const isRoot = process.getuid?.() === 0

/** A place for a data folder. When the test is over its server is stopped and all of it deleted. */
export async function temporaryDataFolder(owner?: number): Promise<string> {
  const parent = await temporaryFolder()
  if (owner !== undefined) await chown(parent, owner, owner)
  return removedAfterTest(join(parent, 'pg18'))
}

export function removedAfterTest(dataFolder: string): string {
  onTestFinished(async () => {
    if (!(await removeLocalPostgres(dataFolder))) throw new Error(`The test left a user of ${dataFolder}`)
  })
  return dataFolder
}

/** A folder that everybody may pass. */
export async function temporaryFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'daylatch-lp-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }))
  const folder = join(parent, 'd')
  await chmod(parent, 0o755)
  await mkdir(folder)
  await chmod(folder, 0o755)
  return folder
}

export interface Holder {
  readonly process: SpawnedProcess
  readonly url: string
  readonly pid: number
}

export interface HoldAs {
  /** The user that the process becomes, with the packages already loaded. */
  readonly uid?: number | undefined
  /** A command that changes something about itself and then becomes the process. */
  readonly through?: readonly string[]
}

/** Another process that uses the server. */
export async function hold(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
  as: HoldAs = {},
): Promise<Holder> {
  const holder = startHolding(dataFolder, environment, as)
  const line = await holder.waitForLine(/^(holding|failed) /)
  if (line.startsWith('failed')) throw new Error(line)
  return { process: holder, ...(JSON.parse(line.slice('holding '.length)) as { url: string; pid: number }) }
}

export function startHolding(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
  as: HoldAs = {},
): SpawnedProcess {
  const script = fileURLToPath(new URL('./fixtures/hold.mjs', import.meta.url))
  const command = [...(as.through ?? []), process.execPath, script, dataFolder]
  if (as.uid !== undefined) command.push(String(as.uid))
  const holder = spawnProcess(command[0] ?? '', command.slice(1), { env: { ...process.env, ...environment } })
  onTestFinished(async () => {
    holder.send('SIGCONT')
    await holder.kill('SIGKILL')
  })
  return holder
}

/** What `startLocalPostgres` puts together before it takes the lock, for tests that leave out one of its steps. */
export async function localServer(dataFolder: string): Promise<LocalServer & { readonly bin: string }> {
  const identity = serverIdentity()
  const binaries = await findBinaries()
  const folder = await openDataFolder(dataFolder, identity)
  const bin = await usableBinaries(binaries, identity, folder.binaries)
  return { folder, binaries, identity, settings: {}, log: () => undefined, onExit: () => undefined, bin }
}

export async function ask<T extends QueryResultRow>(url: string, sql: string): Promise<T | undefined> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows[0]
  } finally {
    await client.end()
  }
}

/** The same, and undefined while nobody answers. */
export async function tryToAsk<T extends QueryResultRow>(url: string, sql: string): Promise<T | undefined> {
  try {
    return await ask<T>(url, sql)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

export const debianServer = '/usr/lib/postgresql/15/bin'
export const hasDebianServer = existsSync(join(debianServer, 'postgres'))

/** A copy of the npm package's files that every user may read; `links` says whether its library links are made. */
export async function nativeCopy(links: 'with links' | 'without links', parent?: string): Promise<string> {
  const { native } = await findBinaries()
  if (native === undefined) throw new Error('no npm package for this platform')
  const copy = join(parent ?? (await temporaryFolder()), 'native')
  await copyReadable(native, copy)
  await copyFile(join(native, '..', 'package.json'), join(copy, '..', 'package.json'))
  if (links === 'without links') await removeLinks(join(copy, 'lib'))
  return copy
}

async function removeLinks(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(folder, entry.name))
  }
}
