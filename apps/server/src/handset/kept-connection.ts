import type { Socket } from 'node:net'
import { type HttpAnswer, NoAnswer } from '../gateways/http-call.ts'
import { wordFor } from '../gateways/open-socket.ts'
import { KEEPS } from './protocol.ts'

/** The longest answer that is read, in bytes: an id, or a problem. */
const LARGEST_ANSWER = 256 * 1024
const END_OF_HEAD = '\r\n\r\n'
const KEPT = `\r\n${KEEPS}: 1`

/**
 * One connection to the handset: a request, its answer, and the next one, if the answer says that it is kept. Never two at
 * a time.
 */
export class KeptConnection {
  readonly #socket: Socket
  #received: Buffer | undefined
  #answered: ((answer: HttpAnswer) => void) | undefined
  #failed: ((cause: unknown) => void) | undefined

  /** @param socket connected; nothing was written to it yet */
  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#fail(error))
    // Half of a connection is of no use: whoever has closed his side takes no more requests.
    socket.on('end', () => this.#fail(undefined))
    socket.on('close', () => this.#fail(undefined))
  }

  /** Whether another request may be written to it, as far as is known. */
  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable
  }

  /** A connection that waits for its next request keeps no process from ending. */
  rest(): void {
    this.#socket.unref()
  }

  close(): void {
    this.#socket.destroy()
  }

  /**
   * Writes a request and resolves with its answer.
   *
   * @throws {NoAnswer} whatever goes wrong, and the connection is closed
   */
  ask(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.ref()
      this.#socket.write(request)
    })
  }

  /** Ends what is under way, with this as the reason. */
  breakOff(reason: NoAnswer): void {
    this.#fail(reason)
  }

  #take(chunk: Buffer): void {
    // Nobody has asked: whatever talks there does not speak our protocol.
    if (this.#answered === undefined) return this.#fail(undefined)
    const received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk])
    this.#received = received
    const endOfHead = received.indexOf(END_OF_HEAD)
    if (endOfHead === -1 && received.length <= LARGEST_ANSWER) return
    const head = received.toString('latin1', 0, Math.max(0, endOfHead))
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
    if (!(status >= 200) || !(length <= LARGEST_ANSWER)) {
      return this.#fail(new NoAnswer('an answer that the handset does not give'))
    }
    const end = endOfHead + END_OF_HEAD.length + length
    if (received.length < end) return
    const body = received.toString('utf8', end - length, end)
    if (received.length > end || !head.toLowerCase().includes(KEPT)) this.#socket.destroy()
    const answered = this.#answered
    this.#forget()
    answered({ status, headers: {}, body })
  }

  #fail(cause: unknown): void {
    this.#socket.destroy()
    const failed = this.#failed
    this.#forget()
    failed?.(cause instanceof NoAnswer ? cause : new NoAnswer(`no answer (${wordFor(cause)})`, { cause }))
  }

  #forget(): void {
    this.#received = undefined
    this.#answered = undefined
    this.#failed = undefined
  }
}
