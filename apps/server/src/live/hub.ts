import type { Period } from 'daylatch'
import type { Logger } from 'pino'
import { Hub } from '../streams/hub.ts'
import { Follower, type LiveItem } from './follower.ts'
import type { Position } from './position.ts'

const LOOKS_EVERY_MS = 1000
const PATIENCE_MS = 30_000
const PAGE = 200

/** How long after a boundary ids tell both periods: far longer than any claim can take to commit. */
const OVERLAP_MS = 600_000

/** What the hub needs of the site. */
export interface LiveSource {
  readonly log: Logger
  /** The periods around this moment, by the database's clock, asked anew where it is said so. */
  periods(isAskedAnew?: boolean): Promise<Around>
  /** Check-ins of a period in rank order, after a rank. */
  read(period: string, after: number, limit: number): Promise<readonly LiveItem[]>
  /** The highest rank of a period so far. */
  last(period: string): Promise<number>
}

export interface Around {
  readonly at: Date
  readonly previous: Period
  readonly running: Period
  readonly next: Period
}

interface Tail extends Around {
  /** Until when ids tell both periods, by the monotonic timer. */
  readonly overlapUntil: number
  /** Up to which rank the hub has read each of the two. */
  readonly seen: Map<string, number>
}

function tailOf(around: Around, seenRunning: number, seenPrevious: number): Tail {
  const { at, running, previous } = around
  return {
    ...around,
    overlapUntil: performance.now() + OVERLAP_MS - (at.getTime() - running.startsAt.getTime()),
    seen: new Map([
      [running.key, seenRunning],
      [previous.key, seenPrevious],
    ]),
  }
}

function seenOf({ seen }: Tail, key: string): number {
  return seen.get(key) ?? 0
}

function isOverlap({ overlapUntil }: Tail): boolean {
  return performance.now() < overlapUntil
}

/** Where a client that comes with `from` begins. A position in a period that has not begun is nobody's, unless it is next. */
function startOf(tail: Tail, from: Position | undefined): Position & { readonly before: number } {
  const { running, previous, next } = tail
  const before = seenOf(tail, previous.key)
  if (from === undefined || (from.period > running.key && from.period !== next.key)) {
    return { period: running.key, rank: seenOf(tail, running.key), before }
  }
  // One of the next period comes from a process whose clock is a little ahead; what it calls "before" is running here.
  const preset = from.period === running.key ? before : seenOf(tail, running.key)
  return { ...from, before: from.before ?? preset }
}

function eventData({ running }: Around): string {
  return JSON.stringify({ period: running.key, resetsAt: running.endsAt.toISOString() })
}

/** The live list of one process: new check-ins for all followers, from one day to the next. */
export class LiveHub extends Hub<Follower> {
  readonly #source: LiveSource
  readonly #patienceMs: number
  #tail: Tail | undefined

  /**
   * @param onFollow called whenever a client begins to follow
   * @param patienceMs how long a client may leave lie what was sent to it
   */
  constructor(source: LiveSource, onFollow: () => void = () => undefined, patienceMs = PATIENCE_MS) {
    super('the live list', source.log, LOOKS_EVERY_MS, onFollow)
    this.#source = source
    this.#patienceMs = patienceMs
  }

  /** Lets a client follow from a position on, or from now on. */
  async follow(from: Position | undefined): Promise<Follower> {
    const known = await this.#tailOfNow()
    // A client from a period that has not begun here: another process has looked at the clock later.
    const isAhead = from !== undefined && from.period > known.running.key
    const tail = isAhead ? await this.#tailOfNow(isAhead) : known
    const start = startOf(tail, from)
    const follower = new Follower(start)
    this.add(follower)
    follower.greet(eventData(tail), isOverlap(tail))
    this.serve(follower)
    return follower
  }

  /** Begins at this moment where nobody follows; else the hub is where its followers are. */
  async #tailOfNow(isAskedAnew = false): Promise<Tail> {
    const known = this.followers.size > 0 ? this.#tail : undefined
    if (known !== undefined && !isAskedAnew) return known
    const now = await this.#source.periods(isAskedAnew)
    if (known !== undefined) {
      await this.#turn(now)
      return this.#tail ?? known
    }
    const [last, before] = await Promise.all([
      this.#source.last(now.running.key),
      this.#source.last(now.previous.key),
    ])
    // Somebody else may have begun to follow meanwhile; what they are at must not be skipped.
    if (this.#tail === undefined || this.followers.size === 0) this.#tail = tailOf(now, last, before)
    return this.#tail
  }

  protected async readOn(): Promise<void> {
    await this.#readPeriods()
    await this.#turn(await this.#source.periods())
  }

  async #readPeriods(): Promise<void> {
    const tail = this.#tail
    if (tail === undefined) return
    for (const { key } of [tail.previous, tail.running]) {
      for (let isMore = true; isMore;) {
        const items = await this.#source.read(key, seenOf(tail, key), PAGE)
        const last = items.at(-1)
        if (last !== undefined) tail.seen.set(key, Math.max(seenOf(tail, key), last.rank))
        for (const follower of this.followers) {
          if (follower.isLive && !follower.take(items, isOverlap(tail))) this.serve(follower)
        }
        isMore = items.length === PAGE
      }
    }
  }

  /** Begins the running period, unless the hub is there. What the old one had until now was read before. */
  async #turn(now: Around): Promise<void> {
    const { running, previous } = now
    if (this.#tail?.running.key === running.key) return
    const before = this.#tail?.seen.get(previous.key) ?? (await this.#source.last(previous.key))
    if (this.#tail?.running.key === running.key) return
    this.#tail = tailOf(now, 0, before)
    for (const follower of this.followers) {
      // One that came from a process whose clock is ahead may be there already.
      const isThere = follower.position.period === running.key
      if (follower.isLive && !isThere) follower.turn(running.key, before, eventData(now))
    }
    await this.#readPeriods()
  }

  protected async catchUp(follower: Follower): Promise<void> {
    while (this.#tail !== undefined) {
      await follower.drained(this.#patienceMs)
      if (follower.isGone) return
      const tail = this.#tail
      const { period, rank, before } = follower.position
      const isBehind = period < tail.running.key
      const late = tail.previous.key
      const [key, after] = !isBehind && before < seenOf(tail, late) ? [late, before] : [period, rank]
      // As it is before the read: what the hub sees during it may not be in the page.
      const seen = seenOf(tail, key)
      if (after < seen) {
        const items = await this.#source.read(key, after, PAGE)
        const isAll = follower.take(items, isOverlap(tail))
        if (isAll && items.length < PAGE) follower.skipTo(key, seen)
      } else if (isBehind) {
        const isNeighbour = period === late
        follower.turn(tail.running.key, isNeighbour ? rank : seenOf(tail, late), eventData(tail))
      } else {
        follower.isLive = true
        return
      }
    }
  }
}
