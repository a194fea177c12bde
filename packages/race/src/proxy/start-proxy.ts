import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Gate, Isolation } from './gate.ts'
import { Hub, tagMark } from './hub.ts'
import type { LabCertificate } from './lab-certificate.ts'
import { MemorySocket } from './memory-socket.ts'
import { readServerAddress, type ServerAddress } from './server-address.ts'

export interface ProxyOptions {
  /** Url of the real server, for a role that may do what the application does. */
  readonly server: string
  readonly gate: Gate
  /** Key and certificate (PEM) for clients that insist on TLS. Without it they are told that there is none. */
  readonly tls?: LabCertificate
  /** Settings of every session, such as `deadlock_timeout`; what a client asks for itself goes before. */
  readonly settings?: Readonly<Record<string, string>>
  /** @default a free one */
  readonly port?: number
}

export interface Proxy {
  readonly port: number
  /**
   * Where an application reaches `database` through the proxy: the server's own user and password, another address.
   * Connections made with a `tag` carry it in their `LinkInfo`.
   */
  url(database: string, tag?: string): string
  /**
   * The same with the folder of a Unix socket as `host` in its query, for clients of this machine that understand it: those
   * of libpq and of `pg` do, and the way is shorter. The others overlook it and come over TCP.
   */
  socketUrl(database: string, tag?: string): string
  /** A connection for a client in this process, without the network between. */
  socket(): MemorySocket
  /**
   * The level of all new transactions that name none, on every connection; `null`: what clients have set themselves. To be
   * called while no client waits for anything.
   */
  impose(level: Isolation | null): Promise<void>
  /** Ends the open transaction of a connection that stands idle in it, unseen by its client. */
  rollBack(id: number): Promise<void>
  /** Stops listening and ends all connections; resolves when the server has given back what they held. */
  close(): Promise<void>
}

/** Starts a proxy, for this machine alone. Rejects when the port is taken. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const address = readServerAddress(options.server)
  const { gate, settings = {}, tls } = options
  const context = tls === undefined ? null : createSecureContext({ key: tls.key, cert: tls.certificate })
  const folder = await mkdtemp(join(tmpdir(), 'race-'))
  const hub = new Hub({ address, gate, settings, context, folder })
  const listen = (at: number | string): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true }, (socket) => hub.accept(socket))
      server.once('error', reject)
      if (typeof at === 'string') server.listen(at, () => resolve(server))
      else server.listen(at, '127.0.0.1', () => resolve(server))
    })
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    await hub.close()
    await Promise.all(closed)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const tcp = await listen(options.port ?? 0)
    servers.push(tcp)
    const bound = tcp.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const path = join(folder, `.s.PGSQL.${port}`)
    // Where the path is too long for a socket there is none, and its url is the other one.
    const hasSocket = Buffer.byteLength(path) <= longestSocketPath
    if (hasSocket) servers.push(await listen(path))
    const url: Proxy['url'] = (database, tag) =>
      urlOf(address, port, tag === undefined ? database : `${database}${tagMark}${tag}`)
    return {
      port,
      url,
      socketUrl: (database, tag) => `${url(database, tag)}${hasSocket ? `?host=${encodeURI(folder)}` : ''}`,
      socket: () => new MemorySocket((other) => hub.accept(other)),
      rollBack: (id) => hub.rollBack(id),
      impose: (level) => hub.impose(level),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** `sun_path` holds 108 bytes on Linux and 104 elsewhere, with the closing zero. */
const longestSocketPath = 103

function urlOf({ user, password }: ServerAddress, port: number, database: string): string {
  const secret = password === null ? '' : `:${encodeURIComponent(password)}`
  return `postgresql://${encodeURIComponent(user)}${secret}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}
