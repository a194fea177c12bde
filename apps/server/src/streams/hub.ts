import type { Logger } from 'pino'
import type { EventStream } from './event-stream.ts'

const BEATS_EVERY_MS = 15_000
const PAUSE_MS = 50

/**
 * What one process tells all who follow a table: it is read once, and given to all of them.
 *
 * Every process has a hub of its own, and reads what all processes have committed. Nothing is read while nobody follows.
 */
export abstract class Hub<F extends EventStream> {
  protected readonly followers: Set<F> = new Set()
  readonly #what: string
  readonly #log: Logger
  readonly #everyMs: number
  readonly #onFollow: () => void
  #looking: Promise<void> | undefined
  #isDue = false
  #timers: readonly NodeJS.Timeout[] = []
  #isStopped = false

  /**
   * @param what how the log calls what is followed
   * @param everyMs how often it looks where nothing wakes it
   * @param onFollow called whenever a client begins to follow
   */
  constructor(what: string, log: Logger, everyMs: number, onFollow: () => void) {
    this.#what = what
    this.#log = log
    this.#everyMs = everyMs
    this.#onFollow = onFollow
  }

  /** Reads on from where the hub is, and gives it to those who are there too. */
  protected abstract readOn(): Promise<void>

  /** Reads for one follower what it has missed, page by page as it takes them, until it is where the hub is. */
  protected abstract catchUp(follower: F): Promise<void>

  get size(): number {
    return this.followers.size
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Something may be new. Looks now, or right after the look that is under way. */
  wake(): void {
    this.#isDue = true
    if (this.followers.size === 0 || this.#isStopped) return
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      if (this.#isDue) this.wake()
    })
  }

  /** Ends all streams: their clients come back to a process that serves. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const follower of this.followers) follower.end()
    this.#stopTimers()
    await this.#looking
  }

  protected add(follower: F): void {
    this.followers.add(follower)
    follower.stream.once('close', () => this.#leave(follower))
    if (this.#isStopped) follower.end()
    this.#startTimers()
    this.#onFollow()
  }

  /** Lets a follower go its own pace, from its position on, until it is where the hub is. */
  protected serve(follower: F): void {
    follower.isLive = false
    this.catchUp(follower).catch((error: unknown) => {
      this.#log.warn({ err: error }, `a follower of ${this.#what} could not be served and is sent away`)
      follower.end()
    })
  }

  async #look(): Promise<void> {
    this.#isDue = false
    if (this.#isStopped) return
    try {
      await this.readOn()
    } catch (error) {
      this.#log.warn({ err: error }, `${this.#what} could not be read; it is tried again`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS)
    })
  }

  #leave(follower: F): void {
    this.followers.delete(follower)
    if (this.followers.size === 0) this.#stopTimers()
  }

  #startTimers(): void {
    if (this.#timers.length > 0 || this.#isStopped) return
    const look = setInterval(() => {
      for (const follower of this.followers) follower.endIfUnwelcome()
      this.wake()
    }, this.#everyMs)
    const beat = setInterval(() => {
      for (const follower of this.followers) follower.beat()
    }, BEATS_EVERY_MS)
    this.#timers = [look.unref(), beat.unref()]
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }
}
