import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { memory, root } from './root.mjs'
import { say } from './say.mjs'

/**
 * Where the lock of this checkout listens. On Linux and Windows the name dies with its process, so a killed holder
 * leaves nothing behind. On other systems it is a file, and a dead holder's file is removed by the next one.
 */
function address() {
  const name = `daylatch-set-up-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`
  if (process.platform === 'linux') return `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  mkdirSync(memory, { recursive: true })
  return path.join(memory, 'set-up.sock')
}

/**
 * @param {string} at
 * @returns {Promise<net.Server | undefined>} undefined if somebody else holds it
 */
function tryToHold(at) {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.write(`${String(process.pid)}\n`)
    })
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(at, () => resolve(server))
  })
}

/**
 * Resolves when the present holder lets go, by finishing or by dying.
 *
 * @param {string} at
 * @param {(pid: string) => void} told
 * @returns {Promise<void>}
 */
function waitForHolder(at, told) {
  return new Promise((resolve) => {
    const socket = net.connect(at)
    socket.once('data', (line) => told(String(line).trim()))
    socket.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ECONNREFUSED' && at.endsWith('.sock')) rmSync(at, { force: true })
    })
    socket.once('close', () => resolve())
  })
}

/**
 * Runs `work` while no other process of this checkout runs its own: two `npm start` at once install and build once.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  const at = address()
  let server = await tryToHold(at)
  while (server === undefined) {
    await waitForHolder(at, (pid) => say(`Waiting for process ${pid}, which is setting up this folder`))
    server = await tryToHold(at)
  }
  /** @type {Set<net.Socket>} */
  const waiting = new Set()
  server.on('connection', (socket) => waiting.add(socket))
  try {
    return await work()
  } finally {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
}
