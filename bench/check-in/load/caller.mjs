import { connect } from 'node:net'

const END_OF_HEAD = '\r\n\r\n'

/**
 * One connection that asks, waits for the whole answer, and asks again; no pipelining. Opened again when the server
 * closes it after an answer.
 */
export class Caller {
  /** How often a connection was opened. */
  opened = 0
  #port
  #closesAlways
  #onAnswer
  #onFailure
  /** @type {import('node:net').Socket | undefined} */
  #socket
  #text = ''
  /** Where the answer ends in `#text`, once its head is there; -1 for one in chunks, -2 for one that ends with the connection. */
  #end = 0
  #isWaiting = false
  #isClosing = false

  /**
   * @param {{ port: number, isClosing?: boolean }} server on the loopback; `isClosing`: it closes after each answer
   * @param {(status: number, caller: Caller) => void} onAnswer
   * @param {(error: Error) => void} onFailure
   */
  constructor({ port, isClosing = false }, onAnswer, onFailure) {
    this.#port = port
    this.#closesAlways = isClosing
    this.#onAnswer = onAnswer
    this.#onFailure = onFailure
  }

  /** Resolves when it is connected. @returns {Promise<void>} */
  open() {
    return new Promise((resolve) => {
      this.opened += 1
      const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true }, resolve)
      socket.setEncoding('latin1')
      socket.on('data', (/** @type {string} */ text) => this.#take(text))
      socket.on('error', (error) => this.#fail(error))
      socket.on('end', () => this.#ended(socket))
      this.#socket = socket
      this.#isClosing = false
    })
  }

  /** @param {Buffer} request */
  ask(request) {
    this.#isWaiting = true
    if (this.#isClosing) void this.open().then(() => this.#socket?.write(request))
    else this.#socket?.write(request)
  }

  close() {
    this.#socket?.removeAllListeners()
    this.#socket?.on('error', () => undefined)
    this.#socket?.destroy()
  }

  /** @param {string} text */
  #take(text) {
    this.#text = this.#text === '' ? text : this.#text + text
    if (this.#end === 0) this.#readHead()
    if (this.#end > 0 && this.#text.length >= this.#end) this.#answered()
    else if (this.#end === -1 && this.#text.endsWith('\r\n0\r\n\r\n')) this.#answered()
  }

  #readHead() {
    const body = this.#text.indexOf(END_OF_HEAD)
    if (body === -1) return
    const head = this.#text.slice(0, body)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)
    this.#isClosing =
      this.#closesAlways || /\r\nconnection: *close/i.test(head) || head.startsWith('HTTP/1.0')
    if (length !== null) this.#end = body + END_OF_HEAD.length + Number(length[1])
    else this.#end = /\r\ntransfer-encoding: *chunked/i.test(head) ? -1 : -2
  }

  #answered() {
    const status = Number(this.#text.slice(9, 12))
    this.#text = ''
    this.#end = 0
    this.#isWaiting = false
    if (this.#isClosing) this.close()
    this.#onAnswer(status, this)
  }

  /** @param {import('node:net').Socket} socket */
  #ended(socket) {
    if (socket !== this.#socket) return
    this.#isClosing = true
    if (this.#end === -2) this.#answered()
    else if (this.#isWaiting) this.#fail(new Error('The server closed a connection without an answer'))
  }

  /** @param {Error} error */
  #fail(error) {
    this.close()
    this.#onFailure(error)
  }
}
