import { EventStream } from '../streams/event-stream.ts'
import { type Position, writePosition } from './position.ts'

/** One event of the list: a check-in of `period` with its rank, as the text of its data. */
export interface LiveItem {
  readonly period: string
  readonly rank: number
  readonly data: string
}

/** One client of the stream: what it has seen, and the text that is on its way to it. */
export class Follower extends EventStream {
  #position: Position & { readonly before: number }

  constructor(position: Position & { readonly before: number }) {
    super()
    this.#position = position
  }

  get position(): Position & { readonly before: number } {
    return this.#position
  }

  /**
   * Sends what is new to it, in rank order, as far as there is room.
   *
   * @param isOverlap whether the id has to tell the period before as well
   * @returns whether all of it was sent; else the position says how far
   */
  take(items: readonly LiveItem[], isOverlap: boolean): boolean {
    for (const { period, rank, data } of items) {
      if (this.isFull) return false
      const { position } = this
      const isRunning = period === position.period
      if (rank <= (isRunning ? position.rank : position.before)) continue
      this.#position = isRunning ? { ...position, rank } : { ...position, before: rank }
      this.push(`event: check-in\nid: ${this.#id(isOverlap)}\ndata: ${data}\n\n`)
    }
    return true
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
    this.push(`event: new-period\nid: ${this.#id(true)}\ndata: ${data}\n\n`)
  }

  /** The first event: from here on nothing is missing. Its id is what a client comes back with that has seen nothing else. */
  greet(data: string, isOverlap: boolean): void {
    this.push(`retry: 2000\nevent: ready\nid: ${this.#id(isOverlap)}\ndata: ${data}\n\n`)
  }

  #id(isOverlap: boolean): string {
    return writePosition(isOverlap ? this.#position : { ...this.#position, before: null })
  }
}
