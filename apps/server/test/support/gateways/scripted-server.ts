import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** What a server does with a request that it has read completely. */
export type Reaction =
  | { readonly close: true }
  | { readonly silence: true }
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
      /** Says so many bytes more than it sends, and closes. */
      readonly missing?: number
      /** Keeps the connection open for the next request. */
      readonly keepOpen?: boolean
    }

export interface Arrival {
  readonly method: string
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface ScriptedServer {
  readonly url: string
  /** Every request that was read completely. */
  readonly arrivals: readonly Arrival[]
  /** Bytes of all connections. */
  readonly bytesRead: number
  readonly connections: number
  close(): Promise<void>
}

export interface ScriptOptions {
  readonly tls?: { readonly key: string; readonly cert: string }
}

/**
 * A server on a free port that counts what reaches it and does to each request what the script says, below the level of
 * an HTTP server: no server framework closes a connection right after it has read a request.
 */
export async function scriptedServer(
  script: (arrival: Arrival, count: number) => Reaction,
  { tls }: ScriptOptions = {},
): Promise<ScriptedServer> {
  const arrivals: Arrival[] = []
  const sockets = new Set<Socket>()
  let bytesRead = 0
  let connections = 0
  const serve = (socket: Socket): void => {
    connections += 1
    sockets.add(socket)
    let text = ''
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.setEncoding('latin1').on('data', (data: string) => {
      bytesRead += data.length
      text += data
      for (let read = readRequest(text); read !== undefined; read = readRequest(text)) {
        text = read.rest
        arrivals.push(read.arrival)
        react(socket, script(read.arrival, arrivals.length))
      }
    })
  }
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve)
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('Expected a port')
  return {
    url: `http${tls === undefined ? '' : 's'}://127.0.0.1:${address.port}`,
    arrivals,
    get bytesRead() {
      return bytesRead
    },
    get connections() {
      return connections
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function readRequest(text: string): { arrival: Arrival; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Map(
    lines.map((one) => [
      one.slice(0, one.indexOf(':')).toLowerCase(),
      one.slice(one.indexOf(':') + 1).trim(),
    ]),
  )
  const length = Number(headers.get('content-length') ?? 0)
  const from = end + 4
  if (text.length < from + length) return undefined
  const [method = '', path = ''] = line.split(' ')
  const body = Buffer.from(text.slice(from, from + length), 'latin1').toString('utf8')
  return { arrival: { method, path, headers, body }, rest: text.slice(from + length) }
}

function react(socket: Socket, reaction: Reaction): void {
  if ('silence' in reaction) return
  if ('close' in reaction) {
    socket.destroy()
    return
  }
  const { status, headers = {}, body = '', missing = 0, keepOpen = false } = reaction
  const all = {
    'content-length': String(Buffer.byteLength(body) + missing),
    connection: keepOpen ? 'keep-alive' : 'close',
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${status} Scripted\r\n${head.join('')}\r\n${body}`)
  if (!keepOpen) socket.end()
}
