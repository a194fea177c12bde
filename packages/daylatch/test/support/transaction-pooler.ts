import { once as event } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

interface Backend {
  readonly socket: Socket
  /** Whom its answers go to; `undefined` while it is free. */
  client: Socket | undefined
}

const BACKENDS = 3

/**
 * A pooler in transaction mode that follows no prepared statements: clients get the connection that has been free for
 * longest, and keep it until the server says that they are in no transaction (PostgreSQL manual, 54.7: `Z` with `I`).
 */
export async function transactionPooler(databaseUrl: string): Promise<string> {
  const target = new URL(databaseUrl.replace('@/', '@socket/'))
  const port = target.searchParams.get('port') ?? '5432'
  const serverSocket = `${target.searchParams.get('host')}/.s.PGSQL.${port}`
  const folder = await mkdtemp(join(tmpdir(), 'pooler-'))
  const backends: Backend[] = []
  const free: Backend[] = []
  const waiting: { client: Socket; data: Buffer }[] = []
  const sockets = new Set<Socket>()

  const serveNext = (backend: Backend): void => {
    const next = waiting.shift()
    backend.client = next?.client
    if (next === undefined) free.push(backend)
    else backend.socket.write(next.data)
  }
  const openBackend = (startup: Buffer): void => {
    const backend: Backend = { socket: connect(serverSocket), client: undefined }
    backends.push(backend)
    sockets.add(backend.socket)
    backend.socket.on('error', () => undefined)
    backend.socket.write(startup)
    onMessages(backend.socket, (message) => {
      const { client } = backend
      client?.write(message)
      const isIdle = message[0] === 0x5a && message[5] === 0x49
      if (isIdle) serveNext(backend)
    })
  }
  const onClientData = (client: Socket, data: Buffer): void => {
    if (data[0] === 0x58) return
    const isWaiting = waiting.some((other) => other.client === client)
    const own =
      backends.find((backend) => backend.client === client) ?? (isWaiting ? undefined : take(client))
    if (own !== undefined) {
      own.socket.write(data)
      return
    }
    // What one client sends goes to one connection, in whatever pieces it comes.
    const before = waiting.find((other) => other.client === client)
    if (before === undefined) waiting.push({ client, data })
    else before.data = Buffer.concat([before.data, data])
  }
  const take = (client: Socket): Backend | undefined => {
    const backend = free.shift()
    if (backend === undefined) return undefined
    backend.client = client
    return backend
  }
  let isOpen = false
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined)
    client.once('data', (startup: Buffer) => {
      if (!isOpen) for (let n = 0; n < BACKENDS; n += 1) openBackend(startup)
      isOpen = true
      client.on('data', (data: Buffer) => onClientData(client, data))
      // AuthenticationOk, and ReadyForQuery outside of a transaction.
      client.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]))
    })
  })
  server.listen(join(folder, `.s.PGSQL.${port}`))
  await event(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await rm(folder, { recursive: true })
  })
  return databaseUrl.replace(/host=[^&]*/, `host=${encodeURIComponent(folder)}`)
}

/** Cuts a server's stream into its messages: a letter, and a length that counts itself. */
function onMessages(socket: Socket, handle: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data])
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const length = 1 + rest.readInt32BE(1)
      handle(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  })
}
