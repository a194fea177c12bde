import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brokenBinary } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import type { Endpoint } from './endpoint.ts'
import { diskFull, LocalPostgresError } from './errors.ts'
import { serverEnvironment, spawnIds } from './identity.ts'
import type { ServerIdentity } from './identity.ts'
import { openLog, readLogFrom } from './log-file.ts'
import { sharedBuffers } from './memory.ts'
import { runningPostmaster } from './postmaster.ts'
import { lookAt } from './processes.ts'
import { waitUntilReady } from './readiness.ts'

export interface Launch {
  readonly folder: DataFolder
  readonly endpoint: Endpoint
  readonly bin: string
  readonly identity: ServerIdentity
  /** Called when a server that this process started has ended. */
  readonly onExit: () => void
}

/**
 * Starts the server and waits until it answers; gives its pid. It is a session of its own, so that Ctrl+C in the
 * terminal reaches the application and not the database under it, and it goes on when this process is killed.
 */
export async function launch(plan: Launch): Promise<number> {
  const { folder, endpoint, bin, identity } = plan
  const { handle, from } = await openLog(folder.logFile)
  const child = spawn(join(bin, 'postgres'), serverOptions(plan), {
    ...spawnIds(identity),
    detached: true,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', handle.fd, handle.fd],
  })
  let ended = false
  const failure = new Promise<never>((_, reject) => {
    child.once('error', (error) => {
      ended = true
      reject(error)
    })
  })
  child.once('exit', () => {
    ended = true
    plan.onExit()
  })
  child.unref()
  try {
    await Promise.race([waitUntilReady(endpoint, folder, () => ended), failure])
    // Not always our child: a starter that was killed just after its own spawn may have been faster.
    const pid = await runningPostmaster(folder.pgdata)
    if (pid !== undefined && (await waitUntilReady(endpoint, folder, () => isGone(pid)))) return pid
  } catch (error) {
    if (child.pid === undefined) throw brokenBinary(bin, error)
    throw error
  } finally {
    await handle.close()
  }
  throw startFailed(folder, await readLogFrom(folder.logFile, from))
}

function isGone(pid: number): boolean {
  return lookAt(pid).state !== 'running'
}

function serverOptions({ folder, endpoint, bin }: Launch): readonly string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    max_connections: '100',
    shared_buffers: sharedBuffers(),
    // Each page is written whole after a checkpoint: with the usual 1 GB a busy morning would have one every few seconds.
    max_wal_size: '4GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(hasStatements(bin) ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    ...endpoint.settings,
    unix_socket_directories: endpoint.socketFolder,
    port: String(endpoint.port),
  }
  return [
    '-D',
    folder.pgdata,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

/** Not every server comes with the contributed modules, and naming one that is missing keeps it from starting. */
function hasStatements(bin: string): boolean {
  const library = join(dirname(bin), 'lib')
  return [library, join(library, 'postgresql')].some((folder) =>
    ['so', 'dylib'].some((ending) => existsSync(join(folder, `pg_stat_statements.${ending}`))),
  )
}

function startFailed(folder: DataFolder, log: string): LocalPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(log)) return diskFull(folder.path, new Error(log))
  return new LocalPostgresError(
    'START_FAILED',
    `PostgreSQL ended while it started on ${folder.path}:\n${log}\nRemove the cause that it names, and start again.`,
  )
}
