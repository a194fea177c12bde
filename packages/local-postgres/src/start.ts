import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { atExit } from './at-exit.ts'
import { findBinaries } from './binaries.ts'
import { openDataFolder } from './data-folder.ts'
import { urlOf } from './endpoint.ts'
import { ensureRunning } from './ensure-running.ts'
import type { LocalServer, RunningServer } from './ensure-running.ts'
import { explainFileError, LocalPostgresError } from './errors.ts'
import { serverIdentity } from './identity.ts'
import { leave, leaveInHaste } from './leave.ts'
import { checkOptions, checkPlatform, resolveDataFolder } from './options.ts'
import type { LocalPostgresOptions } from './options.ts'
import { withStartersLock } from './starters-lock.ts'
import { supervise } from './supervise.ts'
import type { Supervisor } from './supervise.ts'
import { livingUsers, registerUser } from './users.ts'

/** A running PostgreSQL that this process uses, with database `daylatch` and superuser `daylatch` in it. */
export interface LocalPostgres {
  /** The same for as long as the data folder exists. Works as `connectionString` of `pg`, and with psql. */
  readonly url: string
  readonly dataFolder: string
  readonly logFile: string
  /** Of the server as it runs now; another one after a restart. */
  pid(): number
  /** Leaves the server, and shuts it down when no other process uses it. Calling it again changes nothing. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of a data folder, or joins the one that runs there already.
 *
 * While any process holds it, a server that dies is started again on the same url, in about a second. The end of the
 * process is a `stop` too, but one that cannot wait for the shutdown. A process that is killed leaves no trace: the server
 * goes on, the next start joins it, and the last `stop` still stops it.
 * Throws `LocalPostgresError` with a stable code and a message that ends with what to do.
 *
 * @example
 * const postgres = await startLocalPostgres({ log: (line) => console.error(line) })
 * const pool = new pg.Pool({ connectionString: postgres.url })
 * // …
 * await pool.end()
 * await postgres.stop()
 */
export async function startLocalPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  checkOptions(options)
  const { log = () => undefined, settings = {}, create = true } = options
  checkPlatform()
  const identity = serverIdentity()
  const binaries = await findBinaries()
  const wanted = resolveDataFolder(options.dataFolder, binaries.major)
  if (!create && !existsSync(join(wanted, 'pgdata'))) throw noDatabase(wanted)
  let supervisor: Supervisor | undefined
  try {
    const folder = await openDataFolder(wanted, identity)
    const onExit = (): void => supervisor?.nudge()
    const server: LocalServer = { folder, binaries, identity, settings, log, onExit }
    const { user, running } = await withStartersLock(folder.path, () => enter(server))
    const revive = (): Promise<RunningServer> =>
      withStartersLock(folder.path, () => ensureRunning(server, true))
    const watch = supervise(running, { revive, log })
    supervisor = watch
    let stopped: Promise<void> | undefined
    const callOff = atExit(() => leaveInHaste(folder, user, watch.pid()))
    const stop = async (): Promise<void> => {
      await watch.end()
      callOff()
      // Somebody may have deleted the whole folder; then there is nothing left to leave.
      if (existsSync(folder.path)) await withStartersLock(folder.path, () => leave(folder, user))
    }
    return {
      url: urlOf(running.endpoint),
      dataFolder: folder.path,
      logFile: folder.logFile,
      pid: () => watch.pid(),
      stop: () => (stopped ??= stop()),
    }
  } catch (error) {
    throw explainFileError(error, wanted)
  }
}

/** Registers before it starts anything: a server must not run for nobody, nor be stopped under a newcomer. */
async function enter(server: LocalServer): Promise<{ user: string; running: RunningServer }> {
  await livingUsers(server.folder.users)
  const user = await registerUser(server.folder.users)
  try {
    return { user, running: await ensureRunning(server) }
  } catch (error) {
    await leave(server.folder, user)
    throw error
  }
}

function noDatabase(dataFolder: string): LocalPostgresError {
  return new LocalPostgresError(
    'NO_DATABASE',
    `There is no database in ${dataFolder} yet. Start the application once, which makes it, ` +
      'or set DAYLATCH_DATA or DATABASE_URL to the one that you mean.',
  )
}
