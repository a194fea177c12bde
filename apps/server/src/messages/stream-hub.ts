import type { EventPosition, TailedEvent } from 'daylatch'
import type { Logger } from 'pino'
import { MessageFollower } from './stream-follower.ts'
import { isAfter } from './stream-position.ts'

const LOOKS_EVERY_MS = 500
const BEATS_EVERY_MS = 15_000
const PAUSE_MS = 50
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

/**
 * What happens to messages, for all followers of one process: read from the table once, and given to all of them.
 * Every process has a hub, and reads what all processes have committed. Nothing is read while nobody follows.
 */
export class MessageHub {
  readonly #source: MessageSource
  readonly #onFollow: () => void
  readonly #followers = new Set<MessageFollower>()
  /** Up to where it has read. */
  #tail: EventPosition | undefined
  #looking: Promise<void> | undefined
  #isDue = false
  #timers: readonly NodeJS.Timeout[] = []
  #isStopped = false

  /** @param onFollow called whenever a client begins to follow */
  constructor(source: MessageSource, onFollow: () => void) {
    this.#source = source
    this.#onFollow = onFollow
  }

  get size(): number {
    return this.#followers.size
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Something may be new. Looks now, or right after the look that is under way. */
  wake(): void {
    this.#isDue = true
    if (this.#followers.size === 0 || this.#isStopped) return
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      if (this.#isDue) this.wake()
    })
  }

  /**
   * Lets a client follow from a position on, or from now on.
   *
   * @param isWelcome whether it may still do so; where not, its stream ends within a second
   */
  async follow(from: EventPosition | undefined, isWelcome: () => boolean): Promise<MessageFollower> {
    const end = await this.#source.end()
    if (this.#followers.size === 0 || this.#tail === undefined) this.#tail = end
    // One of a later time than this is of another database, or of none: it would never hear of anything.
    const follower = new MessageFollower(from === undefined || isAfter(from, end) ? end : from, isWelcome)
    this.#followers.add(follower)
    follower.stream.once('close', () => this.#leave(follower))
    if (this.#isStopped) follower.end()
    this.#startTimers()
    this.#onFollow()
    follower.greet()
    this.#serve(follower)
    return follower
  }

  /** Ends all streams: their clients come back to a process that serves. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const follower of this.#followers) follower.end()
    this.#stopTimers()
    await this.#looking
  }

  async #look(): Promise<void> {
    this.#isDue = false
    if (this.#isStopped) return
    try {
      await this.#readOn()
    } catch (error) {
      this.#source.log.warn({ err: error }, 'what happens to messages could not be read; it is tried again')
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS)
    })
  }

  async #readOn(): Promise<void> {
    for (let isMore = true; isMore && this.#tail !== undefined;) {
      const events = await this.#source.read(this.#tail, PAGE)
      this.#tail = events.at(-1)?.position ?? this.#tail
      for (const follower of this.#followers) {
        if (follower.isLive && !follower.take(events)) this.#serve(follower)
      }
      isMore = events.length === PAGE
    }
  }

  /** Lets a follower go its own pace, from its position on, until it is where the hub is. */
  #serve(follower: MessageFollower): void {
    follower.isLive = false
    this.#catchUp(follower).catch((error: unknown) => {
      this.#source.log.warn({ err: error }, 'a follower of messages could not be served and is sent away')
      follower.end()
    })
  }

  async #catchUp(follower: MessageFollower): Promise<void> {
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

  #leave(follower: MessageFollower): void {
    this.#followers.delete(follower)
    if (this.#followers.size === 0) this.#stopTimers()
  }

  #startTimers(): void {
    if (this.#timers.length > 0 || this.#isStopped) return
    const look = setInterval(() => {
      for (const follower of this.#followers) follower.endIfUnwelcome()
      this.wake()
    }, LOOKS_EVERY_MS)
    const beat = setInterval(() => {
      for (const follower of this.#followers) follower.beat()
    }, BEATS_EVERY_MS)
    this.#timers = [look.unref(), beat.unref()]
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }
}
