import { existsSync } from 'node:fs'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import { chooseEndpoint, prepareSocketFolder, readEndpoint, socketFile, writeEndpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { LocalPostgresError } from './errors.ts'
import type { ServerIdentity } from './identity.ts'
import { checkVersion, initialise } from './initialise.ts'
import { launch } from './launch.ts'
import { clearRemains, hasOpenedSocket, runningPostmaster, stopPostmaster } from './postmaster.ts'
import { waitUntilReady } from './readiness.ts'
import { usableBinaries } from './usable-binaries.ts'

export interface LocalServer {
  readonly folder: DataFolder
  readonly binaries: Binaries
  readonly identity: ServerIdentity
  readonly settings: Endpoint['settings']
  readonly log: (line: string) => void
  readonly onExit: () => void
}

export interface RunningServer {
  readonly pid: number
  readonly endpoint: Endpoint
}

/**
 * Finds the folder's server running, or starts it; makes its database first if there is none. Under the starters' lock.
 *
 * `again` is for a server that this process has used already: it keeps the settings it ran with, and data that have
 * vanished meanwhile are an error. An empty database in their place would look like the loss of everything.
 */
export async function ensureRunning(server: LocalServer, again = false): Promise<RunningServer> {
  const { folder, binaries, identity, log } = server
  await checkVersion(folder, binaries.major)
  const noted = await readEndpoint(folder)
  const found = await runningPostmaster(folder.pgdata)
  if (found !== undefined && noted !== undefined) {
    if (await isReachable(noted, folder, found)) return { pid: found, endpoint: noted }
  }
  if (found !== undefined) {
    log('PostgreSQL runs, but its socket is gone: starting it again')
    await stopPostmaster(folder.pgdata, found)
  }
  if (again && !existsSync(folder.pgdata)) throw dataVanished(folder)
  const endpoint =
    again && noted !== undefined ? noted : await chooseEndpoint(folder, identity, server.settings, noted)
  await writeEndpoint(folder, endpoint)
  await prepareSocketFolder(endpoint, identity)
  const bin = await usableBinaries(binaries, identity, folder.binaries)
  if (!existsSync(folder.pgdata)) log(`Creating the database in ${folder.path}`)
  await initialise(folder, bin, identity)
  await clearRemains(folder.pgdata, identity)
  const pid = await launch({ folder, endpoint, bin, identity, onExit: server.onExit })
  log(`PostgreSQL ${binaries.major} is running`)
  return { pid, endpoint }
}

/** A server whose starter was killed may still be starting; one whose socket was cleaned away cannot be reached any more. */
async function isReachable(endpoint: Endpoint, folder: DataFolder, pid: number): Promise<boolean> {
  if (!existsSync(socketFile(endpoint)) && (await hasOpenedSocket(folder.pgdata))) return false
  const hasEnded = async (): Promise<boolean> => (await runningPostmaster(folder.pgdata)) !== pid
  return waitUntilReady(endpoint, folder, hasEnded)
}

function dataVanished(folder: DataFolder): LocalPostgresError {
  return new LocalPostgresError(
    'DATA_FOLDER_VANISHED',
    `The data in ${folder.path} were there and are gone. Bring them back from a backup, or start anew for an empty database.`,
  )
}
