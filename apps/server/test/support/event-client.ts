import { type ClientRequest, get, type IncomingMessage } from 'node:http'

export interface StreamEvent {
  readonly type: string
  readonly id: string
  readonly data: string
}

/**
 * Follows a stream of Server-Sent Events as a browser does: remembers the last id, and comes back with it. Each
 * connection is a new one, so that another process may take it.
 */
export class EventClient {
  readonly events: StreamEvent[] = []
  lastId = ''
  comments = 0
  connections = 0
  /** How often the server has ended the stream in order, and with which status the last connection was answered. */
  ends = 0
  status = 0
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  #request: ClientRequest | undefined

  /** @param headers sent with every connection, such as the cookies of whoever follows */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url
    this.#headers = headers
  }

  /** Connects; resolves when the answer has begun. */
  async connect(): Promise<void> {
    const headers = {
      ...this.#headers,
      connection: 'close',
      ...(this.lastId === '' ? {} : { 'last-event-id': this.lastId }),
    }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.#request = get(this.#url, { agent: false, headers }, resolve).once('error', reject)
    })
    this.connections += 1
    this.status = response.statusCode ?? 0
    const request = this.#request
    let rest = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      // What was on its way when the client cut the line does not reach it.
      if (this.#request !== request) return
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) this.#take(block)
    })
    response.once('end', () => (this.ends += 1))
    response.on('error', () => undefined)
  }

  /** Cuts the line in the middle of whatever is under way. */
  cut(): void {
    this.#request?.on('error', () => undefined)
    this.#request?.destroy()
    this.#request = undefined
  }

  of(type: string): readonly StreamEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const at = line.indexOf(':')
        return [line.slice(0, at), line.slice(at + 1).trimStart()] as const
      }),
    )
    if (fields.has('')) this.comments += 1
    const [id, data] = [fields.get('id'), fields.get('data')]
    if (id !== undefined) this.lastId = id
    if (data !== undefined) this.events.push({ type: fields.get('event') ?? 'message', id: id ?? '', data })
  }
}
