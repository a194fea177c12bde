import type { EventPosition, TailedEvent } from 'daylatch'
import { EventStream } from '../streams/event-stream.ts'
import { clientOfSubject } from '../verdict/message-rules.ts'
import { MESSAGE } from './actions.ts'
import { isAfter, writePosition } from './stream-position.ts'

/** One client of the stream of messages, and how far it has heard. */
export class MessageFollower extends EventStream {
  #position: EventPosition

  constructor(position: EventPosition, isWelcome: () => boolean) {
    super(isWelcome)
    this.#position = position
  }

  get position(): EventPosition {
    return this.#position
  }

  /** Moves on without an event: up to there was nothing that it has not heard. */
  skipTo(position: EventPosition): void {
    if (isAfter(position, this.#position)) this.#position = position
  }

  /** The first event. Its id is what a client comes back with that has heard nothing else. */
  greet(): void {
    this.push(`retry: 2000\nevent: ready\nid: ${writePosition(this.#position)}\ndata: {}\n\n`)
  }

  /**
   * Sends what is new to it, as far as there is room.
   *
   * @returns whether all of it was sent; else the position says how far
   */
  take(events: readonly TailedEvent[]): boolean {
    for (const event of events) {
      if (!isAfter(event.position, this.#position)) continue
      if (this.isFull) return false
      this.#position = event.position
      if (event.action !== MESSAGE) continue
      this.push(`event: message\nid: ${writePosition(event.position)}\ndata: ${dataOf(event)}\n\n`)
    }
    return true
  }
}

function dataOf({ effectId, subject, to, reason, seq, at }: TailedEvent): string {
  const clientId = clientOfSubject(subject)
  return JSON.stringify({ id: effectId, clientId, state: to, reason, seq, at: at.toISOString() })
}
