import { NothingWritten, type SendContext } from 'daylatch'
import { type HttpAnswer, type HttpRequest, NoAnswer } from '../gateways/http-call.ts'
import { openSocket } from '../gateways/open-socket.ts'
import { KeptConnection } from './kept-connection.ts'

/** How long a connection may rest before it is closed from here: far less than `KEEPS_MS`. */
const REST_MS = 5000

interface Resting {
  readonly connection: KeptConnection
  readonly since: number
}

/**
 * Requests to the handset on connections that are kept open from one to the next: a new one for each message was a fifth
 * of what the message cost the server.
 *
 * No gateway of somebody else's is called like this, see `httpCall`: when the other side closes a kept connection just
 * before a request is written to it, nobody knows whether that was read. Nothing is ever written a second time here
 * either: such a request has no answer, and its outcome is unknown. What keeps that rare is that the handset is our own
 * process on this machine, and says with each answer whether it keeps the connection, which it then does for 65 s; here
 * none rests for longer than 5. When it ends, the system says so to every connection that rests, which is then not
 * used again. What is left are requests that were on their way when it was killed, as on connections of their own.
 */
export class KeptConnections {
  /** Those that nobody uses, the latest last: it is taken first, so that the others grow old when there is less to do. */
  #resting: Resting[] = []
  #origin = ''
  #sweeper: NodeJS.Timeout | undefined

  /**
   * One request. The lease is checked immediately before it is written.
   *
   * @param timeoutMs for everything together
   * @throws {NothingWritten} exactly if nothing can have been written
   * @throws {NoAnswer} for everything after that
   */
  async call(
    wanted: HttpRequest,
    { signal, assertLease }: SendContext,
    timeoutMs: number,
  ): Promise<HttpAnswer> {
    const deadline = performance.now() + timeoutMs
    const connection = this.#take(wanted.url) ?? (await connectTo(wanted.url, signal, timeoutMs))
    try {
      assertLease()
      if (signal.aborted || performance.now() >= deadline) {
        throw new NothingWritten('the time was over before the connection stood')
      }
    } catch (error) {
      connection.close()
      throw error
    }
    const answer = await inTime(connection, textOf(wanted), signal, { deadline, timeoutMs })
    this.#keep(connection, wanted.url)
    return answer
  }

  #take({ origin }: URL): KeptConnection | undefined {
    if (origin !== this.#origin) {
      // Another handset by now: it has a port of its own.
      for (const { connection } of this.#resting) connection.close()
      this.#resting = []
      this.#origin = origin
    }
    const oldest = performance.now() - REST_MS
    for (let one = this.#resting.pop(); one !== undefined; one = this.#resting.pop()) {
      if (one.since > oldest && one.connection.isOpen) return one.connection
      one.connection.close()
    }
    return undefined
  }

  #keep(connection: KeptConnection, { origin }: URL): void {
    if (!connection.isOpen) return
    if (origin !== this.#origin) return connection.close()
    connection.rest()
    this.#resting.push({ connection, since: performance.now() })
    if (this.#sweeper === undefined) this.#sweeper = setTimeout(() => this.#sweep(), REST_MS).unref()
  }

  #sweep(): void {
    const oldest = performance.now() - REST_MS
    const isOver = ({ connection, since }: Resting): boolean => since <= oldest || !connection.isOpen
    for (const one of this.#resting) if (isOver(one)) one.connection.close()
    this.#resting = this.#resting.filter((one) => !isOver(one))
    this.#sweeper = this.#resting.length === 0 ? undefined : setTimeout(() => this.#sweep(), REST_MS).unref()
  }
}

/** @throws {NothingWritten} */
async function connectTo(url: URL, signal: AbortSignal, timeoutMs: number): Promise<KeptConnection> {
  return new KeptConnection(await openSocket(url, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])))
}

/** @throws {NoAnswer} also when the time is over, or whoever asked gives up: the connection is closed then */
async function inTime(
  connection: KeptConnection,
  request: string,
  signal: AbortSignal,
  { deadline, timeoutMs }: { readonly deadline: number; readonly timeoutMs: number },
): Promise<HttpAnswer> {
  const late = new NoAnswer(`no answer within ${timeoutMs} ms`)
  const timer = setTimeout(() => connection.breakOff(late), deadline - performance.now())
  const giveUp = (): void => connection.breakOff(new NoAnswer('given up', { cause: signal.reason }))
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await connection.ask(request)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

function textOf({ url, method, headers, body = '' }: HttpRequest): string {
  const lines = Object.entries({ host: url.host, ...headers, 'content-length': Buffer.byteLength(body) })
  const head = lines.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${head}\r\n${body}`
}
