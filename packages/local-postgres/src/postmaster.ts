import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode, LocalPostgresError } from './errors.ts'
import type { ServerIdentity } from './identity.ts'
import { orphansOf } from './orphans.ts'
import { isPostgresOf, lookAt } from './processes.ts'

/**
 * The pid of the server that runs on `pgdata`, read from its own `postmaster.pid`.
 *
 * The file outlives a server that was killed. So the process must exist, must not be a zombie (after `kill -9` of the
 * server and its parent one can stay for seconds), and must be PostgreSQL at work in this very folder (pids come again).
 */
export async function runningPostmaster(pgdata: string): Promise<number | undefined> {
  const pid = await notedPid(pgdata)
  if (pid === undefined) return undefined
  return lookAt(pid).state === 'running' && isPostgresOf(pid, pgdata) ? pid : undefined
}

async function notedPid(pgdata: string): Promise<number | undefined> {
  const pid = Number((await notes(pgdata))[0])
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
}

/** The fifth line is the socket folder; the server adds it when the socket is open. */
export async function hasOpenedSocket(pgdata: string): Promise<boolean> {
  return Boolean((await notes(pgdata))[4])
}

async function notes(pgdata: string): Promise<readonly string[]> {
  try {
    return (await readFile(join(pgdata, 'postmaster.pid'), 'utf8')).split('\n')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/**
 * Removes what a killed server left and what would keep the next one from starting: its `postmaster.pid` (PostgreSQL takes
 * a zombie for alive and refuses), and its own children that have not noticed yet and hold its shared memory.
 * Only to be called when `runningPostmaster` found none, under the starters' lock.
 */
export async function clearRemains(pgdata: string, identity: ServerIdentity): Promise<void> {
  await rm(join(pgdata, 'postmaster.pid'), { force: true })
  const orphans = await orphansOf(pgdata, identity)
  // What the server itself would send them in an emergency: they end at once, without touching the data.
  for (const pid of orphans) signal(pid, 'SIGQUIT')
  for (const pid of orphans) await waitUntilEnded(pid, 10_000)
}

/**
 * Shuts the server down; it is never killed. First "smart", for a moment: a pool that has just been ended is still closing
 * its connections, and would report being cut off as an error. Then "fast": sessions are ended, everything is written
 * (PostgreSQL manual, 18.5 "Shutting Down the Server").
 */
export async function stopPostmaster(pgdata: string, pid: number, limitMs = 60_000): Promise<void> {
  signal(pid, 'SIGTERM')
  if (await waitUntilEnded(pid, SMART_MS)) return
  signal(pid, 'SIGINT')
  if (await waitUntilEnded(pid, limitMs)) return
  throw new LocalPostgresError(
    'STOP_TIMEOUT',
    `PostgreSQL (process ${pid}) still writes to ${pgdata} after ${limitMs} ms of shutting down. ` +
      'Let it finish; its log, server.log beside that folder, says what it waits for.',
  )
}

/** How long sessions get to end by themselves. */
const SMART_MS = 200

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

async function waitUntilEnded(pid: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  const { startedAt } = lookAt(pid)
  for (;;) {
    const look = lookAt(pid)
    if (look.state !== 'running' || look.startedAt !== startedAt) return true
    if (performance.now() > deadline) return false
    await pause(5)
  }
}
