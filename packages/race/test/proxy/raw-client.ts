import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { Frames } from '../../src/wire/frames.ts'
import { front, type Message } from '../../src/wire/message.ts'
import { readError, readRow, readTag, type ServerError } from '../../src/wire/replies.ts'
import { writeParse, writeQuery } from '../../src/wire/requests.ts'
import { writeStartup } from '../../src/wire/startup.ts'

const text = (value: string): Buffer => Buffer.from(`${value}\0`)

function message(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.writeUInt8(type, 0)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Messages as drivers group them, for those groupings that the installed drivers do not make. */
export const say = {
  query: writeQuery,
  parse: (sql: string, name = ''): Buffer => writeParse({ name, sql, types: [] }),
  /** Values as text. */
  bind: (values: readonly string[] = [], statement = '', portal = ''): Buffer =>
    message(
      front.bind,
      text(portal),
      text(statement),
      Buffer.from([0, 0, 0, values.length]),
      ...values.flatMap((value) => [int32(Buffer.byteLength(value)), Buffer.from(value)]),
      Buffer.from([0, 0]),
    ),
  describe: (kind: 'S' | 'P', name = ''): Buffer => message(front.describe, Buffer.from(kind), text(name)),
  execute: (portal = '', rows = 0): Buffer => message(front.execute, text(portal), int32(rows)),
  close: (kind: 'S' | 'P', name: string): Buffer => message(front.close, Buffer.from(kind), text(name)),
  sync: message(front.sync),
  flush: message(front.flush),
  terminate: message(front.terminate),
  copyData: (line: string): Buffer => message(front.copyData, Buffer.from(line)),
  copyDone: message(front.copyDone),
}

/** Parse, Bind, Describe, Execute: one statement as most drivers send it, without its Sync. */
export function statement(sql: string, ...values: readonly string[]): Buffer {
  return Buffer.concat([say.parse(sql), say.bind(values), say.describe('P'), say.execute()])
}

/** Speaks the protocol word by word, and hears it so. */
export class RawClient {
  /** Types of all messages that came since the last look, such as `12TDCZ`; notices and settings left out. */
  heard = ''
  readonly tags: string[] = []
  readonly errors: ServerError[] = []
  readonly rows: (string | null)[][] = []
  key: Buffer = Buffer.alloc(0)
  status = ''
  isClosed = false
  readonly #socket: Socket
  readonly #frames = new Frames()
  #woken: () => void = () => undefined

  private constructor(host: string, port: number) {
    this.#socket = host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host)
    this.#socket.on('data', (chunk) => {
      this.#frames.push(chunk, (received) => this.#hear(received))
      this.#woken()
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => {
      this.isClosed = true
      this.#woken()
    })
  }

  static async connect(url: string, parameters: Readonly<Record<string, string>> = {}): Promise<RawClient> {
    const { host, port, user = '', database = '' } = new Client({ connectionString: url })
    const client = new RawClient(host, port)
    const start = { user, database, ...parameters }
    client.send(writeStartup(0x30000, new Map(Object.entries(start))))
    await client.until(/Z$/)
    return client
  }

  send(...messages: readonly Buffer[]): void {
    this.#socket.write(Buffer.concat(messages))
  }

  /** Waits until what was heard looks so, and gives it back; the next look begins behind it. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.heard)) {
      if (this.isClosed) throw new Error(`The connection ended after ${this.heard}`)
      await new Promise<void>((resolve) => (this.#woken = resolve))
    }
    const heard = this.heard
    this.heard = ''
    return heard
  }

  /** Ends the connection without a word, as a killed process does. */
  drop(): void {
    this.#socket.destroy()
  }

  async end(): Promise<void> {
    this.send(say.terminate)
    this.#socket.end()
    while (!this.isClosed) await new Promise<void>((resolve) => (this.#woken = resolve))
  }

  #hear(received: Message): void {
    const type = String.fromCharCode(received[0] ?? 0)
    if (type === 'S' || type === 'N') return
    this.heard += type
    if (type === 'C') this.tags.push(readTag(received))
    if (type === 'E') this.errors.push(readError(received))
    if (type === 'D') this.rows.push(readRow(received).map((value) => value?.toString() ?? null))
    if (type === 'K') this.key = received.subarray(5)
    if (type === 'Z') this.status = String.fromCharCode(received[5] ?? 0)
  }
}
