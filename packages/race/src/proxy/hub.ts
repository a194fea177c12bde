import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { writeFatal, writeStartup } from '../wire/startup.ts'
import type { Gate, Isolation } from './gate.ts'
import { greet, type Greeted } from './greet.ts'
import { Link } from './link.ts'
import { connectToServer, type ServerAddress } from './server-address.ts'

export interface HubOptions {
  readonly address: ServerAddress
  readonly gate: Gate
  readonly settings: Readonly<Record<string, string>>
  readonly context: SecureContext | null
  /** Of the proxy's own Unix socket. */
  readonly folder: string
}

/** Between the name of a database and a tag: no url encodes it, and few names of databases hold it. */
export const tagMark = '~~'

/** How long the server may take to give back what ended connections held, before they are cut. */
const longestGoodbyeMs = 2_000

/** Everybody who is connected. */
export class Hub {
  readonly #options: HubOptions
  readonly #clients = new Set<Duplex>()
  readonly #servers = new Set<Duplex>()
  readonly #keys = new Map<string, Link>()
  readonly #links = new Set<Link>()
  /** Level of new transactions, by how a session is started. Asked once; an ALTER ROLE afterwards goes unnoticed. */
  readonly #levels = new Map<string, Isolation>()
  #imposed: Isolation | null = null
  #lastId = 0
  #onEmpty: (() => void) | null = null

  constructor(options: HubOptions) {
    this.#options = options
  }

  accept(client: Duplex): void {
    const id = ++this.#lastId
    const { gate } = this.#options
    gate.opening?.(id)
    client.once('close', () => gate.ended?.(id))
    this.#keep(this.#clients, client)
    greet(client, this.#options.context).then(
      (greeted) => this.#serve(id, greeted),
      // It left, or spoke no PostgreSQL: there is nobody to tell.
      () => client.destroy(),
    )
  }

  /** See `Proxy.impose`. */
  async impose(level: Isolation | null): Promise<void> {
    if (level === this.#imposed) return
    this.#imposed = level
    await Promise.all([...this.#links].map((link) => link.impose(level)))
  }

  /** See `Proxy.rollBack`. */
  async rollBack(id: number): Promise<void> {
    await Promise.all([...this.#links].filter((link) => link.id === id).map((link) => link.rollBack()))
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy()
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve
      this.#tellIfEmpty()
    })
    const cut = setTimeout(() => {
      for (const server of this.#servers) server.destroy()
    }, longestGoodbyeMs)
    await empty
    clearTimeout(cut)
  }

  async #serve(id: number, { socket, opening, rest }: Greeted): Promise<void> {
    let server: Duplex
    try {
      server = await connectToServer(this.#options.address)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      socket.end(writeFatal('08001', `The race proxy cannot reach the server: ${reason}`))
      return
    }
    this.#keep(this.#servers, server)
    if (socket.destroyed || this.#onEmpty !== null) {
      server.destroy()
      return void socket.destroy()
    }
    if (opening.kind === 'cancel') this.#cancel(socket, server, opening.key, opening.packet)
    else this.#link(id, socket, server, opening.version, opening.parameters, rest)
  }

  /** The key names one connection on the server as well: it is the server's own. */
  #cancel(client: Duplex, server: Duplex, key: string, packet: Buffer): void {
    if (this.#keys.get(key)?.cancel() !== true) server.write(packet)
    server.resume().end()
    // libpq takes the end of this connection for the sign that the cancel has arrived.
    server.once('close', () => client.end())
    client.resume()
  }

  #link(
    id: number,
    client: Duplex,
    server: Duplex,
    version: number,
    asked: ReadonlyMap<string, string>,
    rest: Buffer,
  ): void {
    const user = asked.get('user') ?? ''
    const [database = '', tag = null] = (asked.get('database') ?? user).split(tagMark)
    const parameters = new Map([...Object.entries(this.#options.settings), ...asked, ['database', database]])
    // A client that does not know `host` in a url's query takes it for a setting of its session.
    if (parameters.get('host') === this.#options.folder) parameters.delete('host')
    const first = Buffer.concat([writeStartup(version, parameters), rest])
    // Somebody who copies the server's log has no transactions to be ordered.
    if (asked.has('replication')) return pass(client, server, first)
    const start = JSON.stringify([...parameters].filter(([name]) => name !== 'application_name'))
    let ownKey = ''
    const link: Link = new Link({
      client,
      server,
      gate: this.#options.gate,
      info: {
        id,
        tag,
        user,
        database,
        applicationName: asked.get('application_name') ?? '',
      },
      isolation: this.#levels.get(start),
      imposed: () => this.#imposed,
      onIsolation: (level) => this.#levels.set(start, level),
      onKey: (key) => {
        ownKey = key
        this.#keys.set(key, link)
      },
      onClosed: () => {
        this.#keys.delete(ownKey)
        this.#links.delete(link)
      },
    })
    this.#links.add(link)
    link.start(first)
  }

  #keep(sockets: Set<Duplex>, socket: Duplex): void {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      this.#tellIfEmpty()
    })
  }

  #tellIfEmpty(): void {
    if (this.#clients.size === 0 && this.#servers.size === 0) this.#onEmpty?.()
  }
}

function pass(client: Duplex, server: Duplex, first: Buffer): void {
  server.write(first)
  client.pipe(server).pipe(client)
}
