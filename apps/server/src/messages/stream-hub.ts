import type { EventPosition, TailedEvent } from 'daylatch'
import type { Logger } from 'pino'
import { Hub } from '../streams/hub.ts'
import { MessageFollower } from './stream-follower.ts'
import { isAfter } from './stream-position.ts'

const LOOKS_EVERY_MS = 500
const PATIENCE_MS = 30_000
const PAGE = 200

/** What the hub needs of the site. */
export interface MessageSource {
  readonly log: Logger
  /** Events behind a position, in the order that everybody sees. */
  read(after: EventPosition, limit: number): Promise<readonly TailedEvent[]>
  /** The position of this moment. */
  end(): Promise<EventPosition>
}

/** What happens to messages, for all followers of one process. */
export class MessageHub extends Hub<MessageFollower> {
  readonly #source: MessageSource
  /** Up to where it has read. */
  #tail: EventPosition | undefined

  /** @param onFollow called whenever a client begins to follow */
  constructor(source: MessageSource, onFollow: () => void) {
    super('the stream of messages', source.log, LOOKS_EVERY_MS, onFollow)
    this.#source = source
  }

  /**
   * Lets a client follow from a position on, or from now on.
   *
   * @param isWelcome whether it may still do so; where not, its stream ends within a second
   */
  async follow(from: EventPosition | undefined, isWelcome: () => boolean): Promise<MessageFollower> {
    const end = await this.#source.end()
    if (this.size === 0 || this.#tail === undefined) this.#tail = end
    // One of a later time than this is of another database, or of none: it would never hear of anything.
    const follower = new MessageFollower(from === undefined || isAfter(from, end) ? end : from, isWelcome)
    this.add(follower)
    follower.greet()
    this.serve(follower)
    return follower
  }

  protected async readOn(): Promise<void> {
    for (let isMore = true; isMore && this.#tail !== undefined;) {
      const events = await this.#source.read(this.#tail, PAGE)
      this.#tail = events.at(-1)?.position ?? this.#tail
      for (const follower of this.followers) {
        if (follower.isLive && !follower.take(events)) this.serve(follower)
      }
      isMore = events.length === PAGE
    }
  }

  protected async catchUp(follower: MessageFollower): Promise<void> {
    for (;;) {
      await follower.drained(PATIENCE_MS)
      if (follower.isGone) return
      // As it is before the read: what the hub reads during it may not be in the page.
      const tail = this.#tail
      const events = await this.#source.read(follower.position, PAGE)
      if (!follower.take(events) || events.length > 0) continue
      if (tail !== undefined) follower.skipTo(tail)
      // Nothing is awaited from here on. What the hub reads again is passed over.
      if (this.#tail !== undefined && isAfter(this.#tail, follower.position)) continue
      follower.isLive = true
      return
    }
  }
}
