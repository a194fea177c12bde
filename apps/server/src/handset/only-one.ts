import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { connect, createServer, type ListenOptions, type Server } from 'node:net'

const SILENCE_MS = 2000

/**
 * One process at a time for a folder, on one machine.
 *
 * Whoever listens at the folder's address holds the lock, so the kernel releases it when the holder dies, however it
 * dies. On Linux that is an abstract socket, whose name is ours alone; elsewhere a TCP port on the loopback address, of
 * which a stranger may have one: he does not greet as we do, and the next one is tried.
 *
 * @returns how to let go, or `undefined` when another process holds it
 */
export async function takeFolder(folder: string): Promise<(() => Promise<void>) | undefined> {
  const { dev, ino } = statSync(folder, { bigint: true })
  const digest = createHash('sha256').update(`handset:${dev}:${ino}`).digest()
  const greeting = `daylatch handset ${digest.toString('hex', 0, 16)}\n`
  for (const address of addresses(digest)) {
    const server = await listen(address, greeting)
    if (server !== undefined) return async () => await close(server)
    if (await greets(address, greeting)) return undefined
  }
  throw new Error('Strangers listen at every address of the lock of the handset. Start again later.')
}

function addresses(digest: Buffer): readonly ListenOptions[] {
  if (process.platform === 'linux') return [{ path: `\0daylatch-handset-${digest.toString('hex', 0, 16)}` }]
  return [0, 2, 4, 6].map((at) => ({ host: '127.0.0.1', port: 20_000 + (digest.readUInt16BE(at) % 12_000) }))
}

function listen(address: ListenOptions, greeting: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.end(greeting)
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(address, () => resolve(server))
  })
}

/** True also when nobody listens any more: the holder has let go in the meantime, and whoever asked may ask again. */
function greets(address: ListenOptions, greeting: string): Promise<boolean> {
  if (address.path !== undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ host: '127.0.0.1', port: address.port ?? 0 })
    const timer = setTimeout(() => socket.destroy(), SILENCE_MS)
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    let isRefused = false
    socket.on('error', (error: NodeJS.ErrnoException) => (isRefused = error.code === 'ECONNREFUSED'))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(isRefused || heard === greeting)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
