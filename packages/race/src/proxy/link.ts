import type { Duplex } from 'node:stream'
import { back, type Message } from '../wire/message.ts'
import { readAuthentication, readKeyData } from '../wire/replies.ts'
import { withoutChannelBinding } from '../wire/sasl.ts'
import { writeAside } from '../wire/requests.ts'
import { writeFatal } from '../wire/startup.ts'
import { Answers } from './answers.ts'
import { Conversation } from './conversation.ts'
import type { Gate, Isolation, LinkInfo } from './gate.ts'
import { IsolationLevels } from './isolation-levels.ts'
import { Notices } from './notices.ts'
import { Prepared } from './prepared.ts'
import { Result } from './result.ts'

export interface LinkOptions {
  readonly client: Duplex
  readonly server: Duplex
  readonly gate: Gate
  /** All of the info but the pid, which the server tells. */
  readonly info: Omit<LinkInfo, 'backendPid'>
  /** Level of new transactions in sessions like this one, if another such session has found out. */
  readonly isolation: Isolation | undefined
  /** The level that new sessions get at present, whatever they ask for; `null`: their own. */
  readonly imposed: () => Isolation | null
  /** Told what a session found out. */
  readonly onIsolation: (level: Isolation) => void
  /** Told the key by which a CancelRequest will name this connection. */
  readonly onKey: (key: string) => void
  /** Both ends are closed. */
  readonly onClosed: () => void
}

const readDefault = writeAside('SHOW default_transaction_isolation')
const setDefault = (level: Isolation): Buffer => writeAside(`SET default_transaction_isolation = '${level}'`)
const rollback = writeAside('ROLLBACK')
const ready: Message = Buffer.from([back.ready, 0, 0, 0, 5, 0x49])
const sasl = 10

/** One connection of a client and the server's connection for it. */
export class Link {
  readonly #options: LinkOptions
  readonly #answers: Answers
  readonly #levels: IsolationLevels
  readonly #prepared = new Prepared()
  #info: LinkInfo | null = null
  #conversation: Conversation | null = null
  /** The session's own level, while another one is imposed. */
  #ownLevel: Isolation | null = null
  #pid = 0
  #open = 2

  constructor(options: LinkOptions) {
    this.#options = options
    const { client, server, isolation } = options
    this.#levels = new IsolationLevels(isolation ?? 'read committed')
    this.#answers = new Answers(client, server, this.#prepared, (isOpen) => this.#conversation?.copy(isOpen))
  }

  /** Speaks for the client from its startup packet on; `first` is that, as the server shall see it. */
  start(first: Buffer): void {
    const { client, server } = this.#options
    this.#answers.greeting = (message) => this.#greet(message)
    void this.#begin()
    client.on('error', () => client.destroy()).on('close', () => this.#leave())
    server.on('error', () => server.destroy()).on('close', () => this.#cutOff())
    client.on('data', (chunk: Buffer) => this.#guard(() => this.#fromClient(chunk)))
    server.on('data', (chunk: Buffer) => this.#guard(() => this.#answers.receive(chunk)))
    server.write(first)
    client.resume()
    server.resume()
  }

  /** Cancels what is held. False when nothing is: then the server is to be asked. */
  cancel(): boolean {
    return this.#conversation?.cancel() ?? false
  }

  /**
   * Gives new transactions of the session another level, or `null`, their own again. For a session that nobody uses at the
   * moment; the client hears nothing of it.
   */
  async impose(level: Isolation | null): Promise<void> {
    if (this.#conversation === null) return
    await this.#setLevel(level)
  }

  get id(): number {
    return this.#options.info.id
  }

  /** Ends a transaction that nobody will end. For a session that stands idle in it; the client hears nothing of it. */
  async rollBack(): Promise<void> {
    if (this.#conversation !== null) await this.#aside(rollback)
  }

  destroy(): void {
    this.#options.client.destroy()
    this.#options.server.destroy()
  }

  async #begin(): Promise<void> {
    const { gate, info, isolation, onIsolation } = this.#options
    const answers = this.#answers
    const started = new Result()
    await answers.expect('ready', started, 'but-ready')
    answers.greeting = null
    if (started.isCutOff) return
    if (isolation === undefined) {
      answers.hold()
      this.#levels.session = levelOf(await this.#aside(readDefault))
      onIsolation(this.#levels.session)
    }
    await this.#setLevel(this.#options.imposed())
    this.#info = { ...info, backendPid: this.#pid }
    this.#conversation = new Conversation({
      link: this.#info,
      send: (bytes) => this.#send(bytes),
      fail: (error) => this.#fail(error),
      answers,
      prepared: this.#prepared,
      levels: this.#levels,
      gate,
    })
    const { id } = this.#info
    if (gate.waits !== undefined) answers.notices = new Notices(() => gate.waits?.(id))
    gate.opened(this.#info)
    answers.give(ready)
    answers.release()
  }

  async #setLevel(level: Isolation | null): Promise<void> {
    const wanted = level ?? this.#ownLevel
    if (wanted === null) return
    if (level !== null) this.#ownLevel ??= this.#levels.session
    else this.#ownLevel = null
    await this.#aside(setDefault(wanted))
    this.#levels.session = wanted
  }

  async #aside(message: Buffer): Promise<Result> {
    const result = new Result()
    const answered = this.#answers.expect('ready', result, 'nothing')
    this.#options.server.write(message)
    await answered
    return result
  }

  #greet(message: Message): Message {
    if (message[0] === back.keyData) {
      const { pid, key } = readKeyData(message)
      this.#pid = pid
      this.#options.onKey(key)
    }
    const isOffer = message[0] === back.authentication && readAuthentication(message) === sasl
    return isOffer ? withoutChannelBinding(message) : message
  }

  #fromClient(chunk: Buffer): void {
    if (this.#conversation === null) this.#options.server.write(chunk)
    else this.#conversation.receive(chunk)
  }

  #send(bytes: Buffer): void {
    const { client, server } = this.#options
    if (server.write(bytes)) return
    client.pause()
    server.once('drain', () => client.resume())
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    this.#options.client.end(writeFatal('08P01', `The race proxy cannot go on: ${text}`))
    this.#options.server.destroy()
  }

  /** The client has gone. The server notices when it next reads, and gives back what it held. */
  #leave(): void {
    this.#conversation?.close()
    this.#options.server.end()
    this.#options.server.resume()
    this.#closed()
  }

  #cutOff(): void {
    this.#conversation?.close()
    this.#answers.cutOff()
    this.#options.client.end()
    if (this.#info !== null) this.#options.gate.closed(this.#info)
    this.#closed()
  }

  #closed(): void {
    this.#open -= 1
    if (this.#open === 0) this.#options.onClosed()
  }
}

function levelOf({ values: [row] }: Result): Isolation {
  const [level] = Object.values(row ?? {})
  return level === 'repeatable read' || level === 'serializable' ? level : 'read committed'
}
