import { Duplex } from 'node:stream'

/**
 * One end of a connection within this process. It has what drivers call on a socket; what one end writes the other reads in
 * a later turn, as it would be with a socket.
 */
export class MemorySocket extends Duplex {
  readonly #onConnect: (other: MemorySocket) => void
  #peer: MemorySocket | null = null

  /** `onConnect` gets the other end when somebody connects. */
  constructor(onConnect: (other: MemorySocket) => void = () => undefined) {
    super({ allowHalfOpen: false })
    this.#onConnect = onConnect
  }

  /** Whatever address is asked for: there is only one. */
  connect(): this {
    process.nextTick(() => {
      const other = new MemorySocket()
      this.#peer = other
      other.#peer = this
      this.#onConnect(other)
      this.emit('connect')
    })
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {
    // What the other end writes comes by itself.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#deliver(chunk)
    done()
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#deliver(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  override _final(done: (error?: Error) => void): void {
    this.#deliver(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#deliver(null)
    done(error)
  }

  #deliver(chunk: Buffer | null): void {
    const peer = this.#peer
    process.nextTick(() => {
      if (peer !== null && !peer.destroyed && !peer.readableEnded) peer.push(chunk)
    })
  }
}
