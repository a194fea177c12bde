import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFolder } from './data-folder.ts'
import { newPassword } from './endpoint.ts'
import { diskFull, errorCode, LocalPostgresError } from './errors.ts'
import { locale, serverEnvironment, spawnIds } from './identity.ts'
import type { ServerIdentity } from './identity.ts'

/**
 * Makes the database cluster, unless it is there. It is made beside its final place and then renamed, so that a first
 * start which broke off never looks finished. Under the starters' lock.
 */
export async function initialise(folder: DataFolder, bin: string, identity: ServerIdentity): Promise<void> {
  if (existsSync(folder.pgdata)) return
  await removeUnfinished(folder)
  // A name of its own each time: an initdb whose starter was killed may still be writing into the last one.
  const unfinished = await mkdtemp(`${folder.pgdata}.new-`)
  if (identity.drops) await chown(unfinished, identity.uid, identity.gid)
  const { passwordFile } = folder
  await writeFile(passwordFile, `${newPassword()}\n`, { mode: 0o600 })
  if (identity.drops) await chown(passwordFile, identity.uid, identity.gid)
  try {
    await runInitdb(folder, bin, identity, unfinished)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
  if (identity.drops) await chown(passwordFile, 0, 0)
  await rename(unfinished, folder.pgdata)
  await syncFolder(folder.path)
}

/** Refuses data of another major version before a server is let near them. */
export async function checkVersion(folder: DataFolder, major: number): Promise<void> {
  if (!existsSync(folder.pgdata)) return
  const versionFile = join(folder.pgdata, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    throw new LocalPostgresError(
      'DATA_FOLDER_DAMAGED',
      `${folder.pgdata} is no database: it has no PG_VERSION. ` +
        'Bring the data back from a backup, or move that folder away to begin with an empty database.',
    )
  }
  const found = (await readFile(versionFile, 'utf8')).trim()
  if (found === String(major)) return
  throw new LocalPostgresError(
    'DATA_FOLDER_OTHER_VERSION',
    `The data folder ${folder.path} was written by PostgreSQL ${found}, and this server is PostgreSQL ${major}. ` +
      `Name the folder of a PostgreSQL ${found} server with DAYLATCH_POSTGRES_BIN to go on with these data, ` +
      'or set DAYLATCH_DATA to another folder to begin afresh.',
  )
}

async function removeUnfinished(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.path)) {
    if (!name.startsWith('pgdata.new-')) continue
    await rm(join(folder.path, name), { recursive: true, force: true, maxRetries: 3 }).catch(
      (error: unknown) => {
        // That initdb is still writing; without its files it will fail, and the next first start finds the rest.
        if (errorCode(error) !== 'ENOTEMPTY') throw error
      },
    )
  }
}

// The data are synced to disk here (no --no-sync): it costs nothing measurable, and an unsynced catalogue would turn a
// power cut in the first seconds into the loss of everything acknowledged since.
function runInitdb(folder: DataFolder, bin: string, identity: ServerIdentity, into: string): Promise<void> {
  const place = [
    '-D',
    into,
    '--username=daylatch',
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--no-instructions',
  ]
  const access = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${folder.passwordFile}`]
  const child = spawn(join(bin, 'initdb'), [...place, ...access], {
    ...spawnIds(identity),
    env: serverEnvironment(),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const gather = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-4000))
  child.stdout.on('data', gather)
  child.stderr.on('data', gather)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(initdbFailed(folder, output))))
  })
}

/** initdb says its reason in words alone; with LC_ALL=C.UTF-8 they are the system's own English ones. */
function initdbFailed(folder: DataFolder, output: string): LocalPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(output))
    return diskFull(folder.path, new Error(output))
  return new LocalPostgresError(
    'INITDB_FAILED',
    `initdb failed in ${folder.path}:\n${output.trim()}\nRemove the cause that it names, or set DAYLATCH_DATA to another folder.`,
  )
}

/** So that the rename itself is on disk. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
