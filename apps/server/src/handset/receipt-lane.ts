import { DueQueue } from './due-queue.ts'

/** Whoever takes them can write those down together that come together: with few at a time, each costs a commit. */
const AT_ONCE = 64
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** Between two tries of a receipt that is answered, but not taken. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

/** What became of a try: taken or given up; refused, alone; or nobody there who could take any. */
export type Outcome = 'done' | 'refused' | 'trouble'

interface Waiting {
  readonly seq: number
  readonly refusals: number
}

/**
 * The receipts for one server, in the order in which they are due.
 *
 * When it is not there, or in trouble, all of them wait together, ever longer up to ten seconds, and one finds out
 * whether it is back. One that is answered and refused waits by itself, ever longer up to a minute.
 */
export class ReceiptLane {
  readonly #queue = new DueQueue<Waiting>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #send: (seq: number) => Promise<Outcome>
  #failures = 0
  #pausedUntil = 0
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(send: (seq: number) => Promise<Outcome>) {
    this.#send = send
  }

  add(seq: number, at: number): void {
    this.#queue.add(at, { seq, refusals: 0 })
    this.#turn()
  }

  /** Begins nothing new. Resolves when what is under way is over. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await Promise.all(this.#underWay)
  }

  #turn(): void {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    const now = Date.now()
    const width = this.#failures > 0 ? 1 : AT_ONCE
    while (
      this.#underWay.size < width &&
      now >= this.#pausedUntil &&
      (this.#queue.nextAt ?? Infinity) <= now
    ) {
      const waiting = this.#queue.take()
      if (waiting === undefined) return
      const sending = this.#try(waiting).finally(() => {
        this.#underWay.delete(sending)
        this.#turn()
      })
      this.#underWay.add(sending)
    }
    const next = this.#queue.nextAt
    if (next === undefined || this.#underWay.size >= width) return
    this.#timer = setTimeout(() => this.#turn(), Math.min(60_000, Math.max(next, this.#pausedUntil) - now))
  }

  async #try(waiting: Waiting): Promise<void> {
    const before = this.#failures
    const outcome = await this.#send(waiting.seq)
    const now = Date.now()
    if (outcome === 'trouble') {
      // Those that were sent together fail together, and are one failure.
      if (this.#failures === before) {
        this.#pausedUntil = now + growing(FIRST_PAUSE_MS, this.#failures, LONGEST_PAUSE_MS)
        this.#failures += 1
      }
      // Behind the others that are due: it may be the one that makes the trouble.
      this.#queue.add(now, waiting)
      return
    }
    this.#failures = 0
    if (outcome === 'done') return
    const { seq, refusals } = waiting
    this.#queue.add(now + growing(FIRST_WAIT_MS, refusals, LONGEST_WAIT_MS), { seq, refusals: refusals + 1 })
  }
}

function growing(firstMs: number, times: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(times, 10))
}
