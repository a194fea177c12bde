import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { errorCode, LocalPostgresError } from './errors.ts'

export type LockAddress = { readonly path: string } | { readonly host: string; readonly port: number }

/**
 * One starter (or stopper) of a data folder at a time, on one machine.
 *
 * Whoever listens at the folder's address holds the lock, so the kernel releases it when the holder dies, however it
 * dies: there is no lock file that could be left behind. Those who wait are connected to the holder and see the
 * connection close. The address comes from the folder's device and inode, so two paths to one folder share it.
 *
 * Limit: two containers which share the folder but no network namespace do not see each other.
 */
export async function withStartersLock<T>(
  folder: string,
  work: () => Promise<T>,
  limitMs = 120_000,
): Promise<T> {
  const release = await takeLock(lockAddresses(folder), limitMs)
  try {
    return await work()
  } finally {
    await release()
  }
}

/**
 * On Linux an abstract socket: it has no file, and its name is ours. Elsewhere a TCP port on the loopback address, from
 * below the range for outgoing connections; a stranger may listen there, so there are some to try, in the same order.
 * A stranger who leaves in the moment between two starters could part them; PostgreSQL's own lock then refuses one.
 */
export function lockAddresses(folder: string, platform: string = process.platform): readonly LockAddress[] {
  const { dev, ino } = statSync(folder, { bigint: true })
  const digest = createHash('sha256').update(`${dev}:${ino}`).digest()
  if (platform === 'linux') return [{ path: `\0daylatch-local-postgres-${digest.toString('hex', 0, 16)}` }]
  return [0, 2, 4, 6].map((at) => ({ host: '127.0.0.1', port: 20_000 + (digest.readUInt16BE(at) % 12_000) }))
}

const greeting = 'it is held by process '
const silenceMs = 5_000

export async function takeLock(
  addresses: readonly LockAddress[],
  limitMs: number,
): Promise<() => Promise<void>> {
  const deadline = performance.now() + limitMs
  for (let at = 0; ;) {
    const address = addresses[at]
    if (address === undefined) throw timeout('strangers listen at every address of the lock')
    const release = await listenAt(address)
    if (release !== undefined) return release
    if (performance.now() > deadline) throw timeout('its lock changes hands all the time, or cannot be asked')
    const outcome = await waitForHolder(address, deadline - performance.now())
    if (outcome === 'stranger') at++
    else if (outcome !== 'released') throw timeout(outcome)
  }
}

function timeout(what: string): LocalPostgresError {
  return new LocalPostgresError(
    'LOCK_TIMEOUT',
    `The local PostgreSQL cannot be started or stopped: ${what}. End that process, or wait for it, and start again.`,
  )
}

/** Undefined when somebody else holds the address. */
function listenAt(address: LockAddress): Promise<(() => Promise<void>) | undefined> {
  const waiting = new Set<Socket>()
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on('close', () => waiting.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.write(`${greeting}${process.pid}\n`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (errorCode(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => resolve(() => close(server, waiting)))
  })
}

function close(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // Only now: those who wait try again as soon as they see this, and the address must be free by then.
    for (const socket of waiting) socket.destroy()
  })
}

/**
 * Waits until the holder lets go. Otherwise says who holds it, or that it is none of ours. Only we can have our abstract
 * name; at a TCP port, silence is a stranger (web servers wait for the client to speak first).
 */
function waitForHolder(address: LockAddress, limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(address)
    const finish = (outcome: string): void => {
      clearTimeout(whole)
      clearTimeout(first)
      socket.destroy()
      resolve(outcome)
    }
    const whole = setTimeout(
      () => finish(heard.trim() || 'it is held by a process that does not answer'),
      Math.max(0, limitMs),
    )
    const first = setTimeout(() => 'port' in address && heard === '' && finish('stranger'), silenceMs)
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (!heard.startsWith(greeting.slice(0, heard.length))) finish('stranger')
    })
    // Refused: the holder let go between our two calls. Closed: it let go, or died.
    socket.on('error', () => finish('released'))
    socket.on('close', () => finish('released'))
  })
}
