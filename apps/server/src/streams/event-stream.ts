import { Readable } from 'node:stream'

/** What a client may have waiting, in bytes. After that it gets no more until it has taken what there is. */
const MOST_BUFFERED = 64 * 1024
const LOOKS_AGAIN_MS = 20

/** The text of Server-Sent Events on its way to one client. */
export class EventStream {
  readonly stream: Readable
  /** Whether it gets what its hub reads, or still reads by itself what it has missed. */
  isLive = false
  readonly #isWelcome: () => boolean

  /** @param isWelcome whether whoever follows may still do so; asked now and then */
  constructor(isWelcome: () => boolean = () => true) {
    this.#isWelcome = isWelcome
    this.stream = new Readable({ read: () => undefined })
    // A client that goes away in the middle of an event: the route's answer ends with it, and nobody else cares.
    this.stream.on('error', () => undefined)
  }

  get isGone(): boolean {
    return this.stream.destroyed || this.stream.readableEnded
  }

  /** Whether the client is to take what there is before it gets more. */
  get isFull(): boolean {
    return this.stream.readableLength > MOST_BUFFERED
  }

  push(text: string): void {
    if (!this.isGone) this.stream.push(text)
  }

  beat(): void {
    this.push(': still here\n\n')
  }

  /** Ends the stream of somebody who may not follow it any more. */
  endIfUnwelcome(): void {
    if (!this.#isWelcome()) this.end()
  }

  end(): void {
    if (!this.isGone) this.stream.push(null)
  }

  /** Waits until the client has taken what was sent. One that does not for `patienceMs` is dropped: it can come back. */
  async drained(patienceMs: number): Promise<void> {
    for (const since = performance.now(); !this.isGone && this.stream.readableLength > 0;) {
      if (performance.now() - since > patienceMs) this.stream.destroy()
      await new Promise((resolve) => {
        setTimeout(resolve, LOOKS_AGAIN_MS)
      })
    }
  }
}
