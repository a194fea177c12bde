import { spawn } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HANDSET } from '../own-files.ts'
import { type Endpoint, readEndpoint } from './endpoint.ts'
import { PROTOCOL } from './protocol.ts'
import { talk } from './talk.ts'

const LOG_BYTES = 10 * 1024 * 1024
const START_MS = 30_000
const LOOK_MS = 25
const AGAIN_MS = 500

/**
 * The running handset of a folder; starts it if there is none. Any number of processes may do so at once: of the
 * handsets that they start one gets the folder, and the others end.
 *
 * It is a session of its own: Ctrl-C in the terminal reaches the servers and not it, and it goes on when they are killed.
 *
 * @throws {Error} that names its log, when it cannot start, or none answers within 30 seconds
 */
export async function findOrStart(folder: string): Promise<Endpoint> {
  const deadline = performance.now() + START_MS
  let launched: Launched | undefined
  let launchedAt = 0
  while (performance.now() < deadline) {
    const endpoint = await readEndpoint(folder)
    if (endpoint !== undefined && (await answers(endpoint))) return endpoint
    const exitCode = launched?.exitCode()
    if (exitCode !== undefined && exitCode !== 0) throw notStarted(folder)
    // It has ended because another one has the folder, which may be about to answer, or to end.
    const isAgain = exitCode === 0 && performance.now() - launchedAt > AGAIN_MS
    if (launched === undefined || isAgain) {
      launched = launch(folder)
      launchedAt = performance.now()
    }
    await pause(LOOK_MS)
  }
  throw notStarted(folder)
}

function notStarted(folder: string): Error {
  return new Error(`The handset in ${folder} does not start. Its log, ${logOf(folder)}, says why.`)
}

/** Whether it is there and speaks as we do. One of an older program is asked to end, so that ours can start. */
async function answers(endpoint: Endpoint): Promise<boolean> {
  try {
    if (endpoint.protocol !== PROTOCOL) await talk(endpoint, 'POST', '/end')
    else return (await talk(endpoint, 'GET', '/')).status === 200
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  return false
}

interface Launched {
  /** Undefined while it runs. */
  exitCode(): number | undefined
}

function launch(folder: string): Launched {
  prepare(folder)
  const log = openSync(logOf(folder), 'a', 0o600)
  const child = spawn(process.execPath, [HANDSET, folder], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['ignore', log, log],
  })
  let exitCode: number | undefined
  child.once('error', () => (exitCode = -1))
  child.once('exit', (code) => (exitCode = code ?? -1))
  child.unref()
  closeSync(log)
  return { exitCode: () => exitCode }
}

/** The folder of all data may not be there yet; the user whom the embedded PostgreSQL runs as has to get through it. */
function prepare(folder: string): void {
  const data = dirname(folder)
  if (!existsSync(data)) {
    mkdirSync(data, { recursive: true })
    chmodSync(data, process.getuid?.() === 0 ? 0o711 : 0o700)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = logOf(folder)
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(log, `${log}.1`)
}

function logOf(folder: string): string {
  return join(folder, 'handset.log')
}
