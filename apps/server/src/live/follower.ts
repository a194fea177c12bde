import { Readable } from 'node:stream'
import { type Position, writePosition } from './position.ts'

/** What a follower may have waiting, in bytes, before it is dropped. It comes back and goes on where it was. */
const MOST_BUFFERED = 256 * 1024

/** One event of the list: a check-in of `period` with its rank, as the text of its data. */
export interface LiveItem {
  readonly period: string
  readonly rank: number
  readonly data: string
}

/** One client of the stream: what it has seen, and the text that is on its way to it. */
export class Follower {
  readonly stream: Readable
  #position: Position & { readonly before: number }
  /** Whether it gets what the hub reads, or still reads by itself what it has missed. */
  isLive = false
  #wanted: (() => void) | undefined

  constructor(position: Position & { readonly before: number }) {
    this.#position = position
    this.stream = new Readable({
      read: () => {
        this.#wanted?.()
        this.#wanted = undefined
      },
    })
    // A client that goes away in the middle of an event: the route's answer ends with it, and nobody else cares.
    this.stream.on('error', () => undefined)
  }

  get position(): Position & { readonly before: number } {
    return this.#position
  }

  get isGone(): boolean {
    return this.stream.destroyed || this.stream.readableEnded
  }

  /** Sends what is new to it, in rank order. @param isOverlap whether the id has to tell the period before as well */
  take(items: readonly LiveItem[], isOverlap: boolean): void {
    for (const { period, rank, data } of items) {
      const { position } = this
      const isRunning = period === position.period
      if (rank <= (isRunning ? position.rank : position.before)) continue
      this.#position = isRunning ? { ...position, rank } : { ...position, before: rank }
      this.#push(`event: check-in\nid: ${this.#id(isOverlap)}\ndata: ${data}\n\n`)
    }
  }

  /** Moves on without an event: what was there has been released meanwhile. */
  skipTo(period: string, rank: number): void {
    const { position } = this
    if (period === position.period) this.#position = { ...position, rank: Math.max(rank, position.rank) }
    else this.#position = { ...position, before: Math.max(rank, position.before) }
  }

  /** Begins a period, and says so. */
  turn(period: string, before: number, data: string): void {
    this.#position = { period, rank: 0, before }
    this.#push(`event: new-period\nid: ${this.#id(true)}\ndata: ${data}\n\n`)
  }

  /** The first event: from here on nothing is missing. Its id is what a client comes back with that has seen nothing else. */
  greet(data: string, isOverlap: boolean): void {
    this.#push(`retry: 2000\nevent: ready\nid: ${this.#id(isOverlap)}\ndata: ${data}\n\n`)
  }

  beat(): void {
    this.#push(': still here\n\n')
  }

  end(): void {
    if (!this.isGone) this.stream.push(null)
  }

  /** Resolves when the client has taken what was sent, or is gone. */
  async drained(): Promise<void> {
    while (!this.isGone && this.stream.readableLength > 0) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
        this.stream.once('close', resolve)
      })
    }
  }

  #id(isOverlap: boolean): string {
    return writePosition(isOverlap ? this.#position : { ...this.#position, before: null })
  }

  #push(text: string): void {
    if (this.isGone) return
    this.stream.push(text)
    if (this.stream.readableLength > MOST_BUFFERED) this.stream.destroy()
  }
}
