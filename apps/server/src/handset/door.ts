import { randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { checkBehaviour, checkDelivery } from './check-input.ts'
import { KEEPS, KEEPS_MS, PROTOCOL } from './protocol.ts'
import { Refusal } from './refusal.ts'
import type { Store } from './store.ts'
import { takeMessage } from './take-message.ts'

const BODY_LIMIT = 64 * 1024
const MOST_PER_PAGE = 200
const USUAL_PER_PAGE = 50

export interface DoorOptions {
  readonly store: Store
  readonly token: string
  /** Called when the last one who used the handset has left in order. Nothing more is taken from then on. */
  readonly onLastLeft: () => void
}

const TROUBLE = new Refusal(500, 'trouble', 'The handset is in trouble; its log says why.')

type Answer = { readonly status: number; readonly body: unknown }

/**
 * The handset's HTTP side, for the servers of this machine: whoever does not show the token gets nothing.
 *
 * A server that uses the handset keeps the answer to `POST /users` open. One that is killed so disappears without having
 * left, and the handset goes on.
 */
export class Door {
  readonly #options: DoorOptions
  readonly #server: Server
  readonly #users = new Map<string, ServerResponse>()
  #isClosing = false

  constructor(options: DoorOptions) {
    this.#options = options
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.keepAliveTimeout = KEEPS_MS
    this.#server.headersTimeout = 70_000
  }

  /** On the loopback address, at a port that is free. @returns the port */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve)
    })
    const address = this.#server.address()
    if (typeof address === 'object' && address !== null) return address.port
    throw new TypeError('Expected a port')
  }

  /** Whether a server is there that uses it; not one that was killed. */
  get isUsed(): boolean {
    return this.#users.size > 0
  }

  /** Refuses everything from now on. Connections stay open until the process ends. */
  close(): void {
    this.#isClosing = true
    this.#server.close()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(request, response)
      if (answer !== undefined) send(response, answer)
    } catch (error) {
      // A sender that has gone in the middle of a request; nobody is there to be told anything.
      if (response.destroyed || request.errored != null) return
      if (!(error instanceof Refusal)) process.stderr.write(`${String(error)}\n`)
      const { status, code, message } = error instanceof Refusal ? error : TROUBLE
      send(response, { status, body: { status, code, detail: message } })
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    this.#assertMay(request)
    const url = new URL(request.url ?? '/', 'http://handset')
    const { store } = this.#options
    switch (`${request.method ?? ''} ${url.pathname}`) {
      case 'GET /':
        return { status: 200, body: { protocol: PROTOCOL, pid: process.pid } }
      case 'POST /messages':
        return await this.#take(request, response)
      case 'GET /messages':
        return { status: 200, body: await this.#page(url.searchParams) }
      case 'GET /attempts': {
        const [key, attemptId] = [url.searchParams.get('key'), url.searchParams.get('attemptId')]
        if (key === null || attemptId === null) {
          throw new Refusal(400, 'bad-question', 'Expected `key` and `attemptId`')
        }
        return { status: 200, body: { message: (await store.findAttempt(key, attemptId)) ?? null } }
      }
      case 'GET /behaviour':
        return { status: 200, body: store.behaviour }
      case 'PUT /behaviour':
        await store.behave(checkBehaviour(await bodyOf(request)))
        return { status: 200, body: store.behaviour }
      case 'POST /users':
        this.#join(response)
        return undefined
      case 'POST /users/leave':
        return this.#leave(url.searchParams.get('user') ?? '', response)
      case 'POST /end':
        this.#endAfter(response)
        return { status: 200, body: { pid: process.pid } }
      default:
        throw new Refusal(404, 'not-found', 'The handset has nothing here.')
    }
  }

  #assertMay({ headers: { authorization = '' } }: IncomingMessage): void {
    const wanted = Buffer.from(`Bearer ${this.#options.token}`)
    const shown = Buffer.from(authorization)
    if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) {
      throw new Refusal(401, 'no-token', 'Show the token of the endpoint file: Authorization: Bearer …')
    }
    if (this.#isClosing) throw new Refusal(503, 'ending', 'The handset is about to end.')
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const delivery = checkDelivery(await bodyOf(request))
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const accepted = await takeMessage(this.#options.store, delivery, gone.signal)
    if (accepted === undefined) request.socket.destroy()
    return accepted === undefined ? undefined : { status: 202, body: accepted }
  }

  async #page(query: URLSearchParams): Promise<unknown> {
    const before = countIn(query, 'cursor', Number.MAX_SAFE_INTEGER)
    const limit = Math.min(MOST_PER_PAGE, Math.max(1, countIn(query, 'limit', USUAL_PER_PAGE)))
    return await this.#options.store.page(query.get('number') ?? undefined, before, limit)
  }

  #join(response: ServerResponse): void {
    const user = randomUUID()
    this.#users.set(user, response)
    response.once('close', () => this.#users.delete(user))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(`${JSON.stringify({ user })}\n`)
  }

  #endAfter(response: ServerResponse): void {
    this.#isClosing = true
    response.once('close', this.#options.onLastLeft)
  }

  #leave(user: string, response: ServerResponse): Answer {
    const held = this.#users.get(user)
    this.#users.delete(user)
    const isLast = this.#users.size === 0
    // The last one's connection ends with the process, so that he knows when it is gone.
    if (isLast) this.#endAfter(response)
    else held?.end()
    return { status: 200, body: { isLast, pid: process.pid } }
  }
}

function countIn(query: URLSearchParams, name: string, preset: number): number {
  const text = query.get(name)
  if (text === null) return preset
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Refusal(400, `bad-${name}`, `Expected \`${name}\` to be a whole number`)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const tooLarge = new Refusal(413, 'too-large', `Expected at most ${BODY_LIMIT} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT) throw tooLarge
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, 'bad-json', 'Expected a body of JSON')
    throw error
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    'content-length': Buffer.byteLength(text),
    // What is left of a body that was too large is not read; and who is about to end keeps nothing.
    ...(status === 413 || status === 503 ? { connection: 'close' } : { [KEEPS]: '1' }),
  })
  response.end(text)
}
