import { createServer } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { Gate, Isolation } from './gate.ts'
import { Hub, tagMark } from './hub.ts'
import type { LabCertificate } from './lab-certificate.ts'
import { readServerAddress, type ServerAddress } from './server-address.ts'

export interface ProxyOptions {
  /** Url of the real server, for a role that may do what the application does. */
  readonly server: string
  readonly gate: Gate
  /** Key and certificate (PEM) for clients that insist on TLS. Without it they are told that there is none. */
  readonly tls?: LabCertificate
  /** Settings of every session, such as `deadlock_timeout`; what a client asks for itself goes before. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Proxy {
  readonly port: number
  /**
   * Where an application reaches `database` through the proxy: the server's own user and password, another address.
   * Connections made with a `tag` carry it in their `LinkInfo`.
   */
  url(database: string, tag?: string): string
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

/** Starts a proxy on a free port of this machine's own address. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const address = readServerAddress(options.server)
  const context =
    options.tls === undefined
      ? null
      : createSecureContext({ key: options.tls.key, cert: options.tls.certificate })
  const hub = new Hub({ address, gate: options.gate, settings: options.settings ?? {}, context })
  const listener = createServer({ noDelay: true }, (socket) => hub.accept(socket))
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', resolve)
  })
  const bound = listener.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    port,
    url: (database, tag) =>
      urlOf(address, port, tag === undefined ? database : `${database}${tagMark}${tag}`),
    rollBack: (id) => hub.rollBack(id),
    impose: (level) => hub.impose(level),
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
      await hub.close()
      await closed
    },
  }
}

function urlOf({ user, password }: ServerAddress, port: number, database: string): string {
  const secret = password === null ? '' : `:${encodeURIComponent(password)}`
  return `postgresql://${encodeURIComponent(user)}${secret}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}
