import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataFolder } from './data-folder.ts'
import { errorCode, LocalPostgresError } from './errors.ts'
import { choosePort } from './ports.ts'
import { blockedAt } from './reach.ts'
import type { ServerIdentity } from './identity.ts'

/** Where the server is reached and how it is started: chosen once, kept in the data folder, so that the url is stable. */
export interface Endpoint {
  readonly socketFolder: string
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  /** The data folder that it was chosen for. A copy of a data folder must not share the original's socket. */
  readonly home: string
}

/** `sun_path` holds 108 bytes on Linux and 104 elsewhere, with the closing zero. */
const longestSocketPath = 103

export function urlOf({ socketFolder, port }: Endpoint): string {
  return `postgresql://daylatch@/daylatch?host=${encodeURI(socketFolder)}&port=${port}`
}

export function socketFile({ socketFolder, port }: Endpoint): string {
  return join(socketFolder, `.s.PGSQL.${port}`)
}

/** The endpoint of an earlier start; undefined when there is none, or when it is that of the folder this one was copied from. */
export async function readEndpoint(folder: DataFolder): Promise<Endpoint | undefined> {
  try {
    const endpoint = JSON.parse(await readFile(folder.endpointFile, 'utf8')) as Endpoint
    return endpoint.home === folder.path ? endpoint : undefined
  } catch (error) {
    // Cut short by a power cut, say: another url is better than no start.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * The endpoint for a server that is about to be started. The socket folder stays what it was; a first one gets a name
 * that nobody can guess beforehand. The settings are those of this start.
 */
export async function chooseEndpoint(
  folder: DataFolder,
  identity: ServerIdentity,
  settings: Endpoint['settings'],
  noted: Endpoint | undefined,
): Promise<Endpoint> {
  const port = await choosePort(settings, noted)
  const socketFolder =
    noted?.socketFolder ?? (await mkdtemp(join(await temporaryFolder(identity), 'daylatch-')))
  return { socketFolder, port, settings, home: folder.path }
}

/** TMPDIR, unless it is too deep for a socket's path or the server's user cannot get there; then /tmp. */
export async function temporaryFolder(identity: ServerIdentity, wanted: string = tmpdir()): Promise<string> {
  if (!existsSync(wanted)) return '/tmp'
  const longest = join(wanted, 'daylatch-XXXXXX', '.s.PGSQL.65535.lock')
  if (Buffer.byteLength(longest) > longestSocketPath) return '/tmp'
  return identity.drops && (await blockedAt(wanted, identity)) !== undefined ? '/tmp' : wanted
}

export async function writeEndpoint(folder: DataFolder, endpoint: Endpoint): Promise<void> {
  const unfinished = `${folder.endpointFile}.new`
  await writeFile(unfinished, `${JSON.stringify(endpoint, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, folder.endpointFile)
}

/**
 * Makes the socket folder again if the system has cleaned its temporary files, and takes an old server's socket and
 * socket lock out of it. PostgreSQL takes the lock of a zombie, or of a stranger with the old pid, for a living server.
 * Only to be called when no server of this data folder runs.
 */
export async function prepareSocketFolder(
  { socketFolder }: Endpoint,
  identity: ServerIdentity,
): Promise<void> {
  await mkdir(socketFolder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
  const found = await lstat(socketFolder)
  const { uid } = found
  // A stranger's folder (or link) under this name would hand our clients to the stranger's server.
  if (!found.isDirectory() || (uid !== identity.uid && uid !== process.getuid?.())) {
    throw new LocalPostgresError(
      'SOCKET_FOLDER_TAKEN',
      `The socket folder ${socketFolder} now belongs to user ${uid}. Remove it as that user, and start again.`,
    )
  }
  await chmod(socketFolder, 0o700)
  if (identity.drops) await chown(socketFolder, identity.uid, identity.gid)
  for (const name of await readdir(socketFolder)) {
    if (name.startsWith('.s.PGSQL.')) await rm(join(socketFolder, name), { force: true })
  }
}

/** The password of role `daylatch` over TCP, where somebody asks for TCP by `listen_addresses`. Over the socket none is asked. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}
