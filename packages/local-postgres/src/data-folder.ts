import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode, LocalPostgresError } from './errors.ts'
import type { ServerIdentity } from './identity.ts'
import { blockedAt } from './reach.ts'

/** Where everything of one server lies. All of it belongs to us; `pgdata` alone belongs to the server's user. */
export interface DataFolder {
  readonly path: string
  readonly pgdata: string
  readonly users: string
  readonly endpointFile: string
  readonly passwordFile: string
  readonly logFile: string
  readonly binaries: string
}

const known =
  /^(pgdata|pgdata\.new-.*|users|endpoint\.json(\.new)?|password|server\.log(\.1)?|binaries|lost\+found)$/

/** Makes the folder if need be, and makes sure that it is ours alone and that the server's user can get into it. */
export async function openDataFolder(wanted: string, identity: ServerIdentity): Promise<DataFolder> {
  await makeFolder(wanted, identity)
  const path = await realpath(wanted)
  await checkOwner(path)
  await checkContents(path)
  if (identity.drops) {
    // The server's user has to pass through, not to look: listing stays with us.
    await chmod(path, 0o711)
    await checkReach(path, identity)
  } else await chmod(path, 0o700)
  return {
    path,
    pgdata: join(path, 'pgdata'),
    users: join(path, 'users'),
    endpointFile: join(path, 'endpoint.json'),
    passwordFile: join(path, 'password'),
    logFile: join(path, 'server.log'),
    binaries: join(path, 'binaries'),
  }
}

/** Not `mkdir` with `recursive`: that one spins for ever below /proc, and does not say which folders it made. */
async function makeFolder(path: string, identity: ServerIdentity): Promise<void> {
  if (existsSync(path) && (await stat(path)).isDirectory()) return
  if (!existsSync(dirname(path))) await makeFolder(dirname(path), identity)
  const mode = identity.drops ? 0o711 : 0o700
  await mkdir(path, { mode }).catch(async (error: unknown) => {
    // Another starter has just made it.
    if (errorCode(error) !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  })
  // A umask of 077 would have taken the passage from it.
  await chmod(path, mode)
}

async function checkOwner(path: string): Promise<void> {
  const owner = (await stat(path)).uid
  const uid = process.getuid?.()
  if (uid === undefined || owner === uid) return
  throw new LocalPostgresError(
    'DATA_FOLDER_FOREIGN',
    `The data folder ${path} belongs to user ${owner}, and this is user ${uid}. ` +
      'Start as that user, or set DAYLATCH_DATA to a folder of your own.',
  )
}

async function checkContents(path: string): Promise<void> {
  const names = await readdir(path)
  const strangers = names.filter((name) => !known.test(name))
  if (strangers.length === 0 || names.includes('endpoint.json')) return
  throw new LocalPostgresError(
    'DATA_FOLDER_NOT_EMPTY',
    `The folder ${path} holds other files (${strangers.slice(0, 3).join(', ')}). ` +
      'Name an empty folder, or one that does not exist yet, as the data folder.',
  )
}

async function checkReach(dataFolder: string, identity: ServerIdentity): Promise<void> {
  const blocked = await blockedAt(dirname(dataFolder), identity)
  if (blocked === undefined) return
  throw new LocalPostgresError(
    'DATA_FOLDER_UNREACHABLE',
    `PostgreSQL runs as user ${identity.uid} here, who cannot pass ${blocked} to the data folder ${dataFolder}. ` +
      'Set DAYLATCH_DATA to a folder elsewhere, for example /var/lib/daylatch.',
  )
}
