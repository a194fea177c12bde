import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../drivers/database.ts'
import { asFailure, classify, isPassing } from '../drivers/trouble.ts'
import { DaylatchError } from '../errors.ts'
import type { Action, Wish } from './action.ts'
import { BatchRunner } from './batch-runner.ts'
import { ClaimRequest, type Verdict } from './claim-request.ts'
import { CounterBusy } from './claim-transaction.ts'
import { ClosedCache } from './closed-cache.ts'
import { DatabaseClock } from './database-clock.ts'
import { STRANGER_TIMEOUT_MS, TroubleShooter } from './trouble-shooter.ts'

export interface ClaimQueueOptions {
  readonly maxBatch: number
  readonly maxQueued: number
  readonly cacheSize: number
  readonly lockTimeoutMs: number
  readonly patienceMs: number
}

/** Runs work in the asynchronous context of nobody: a batch belongs to no single caller, nor to a lock that one holds. */
const outside = AsyncLocalStorage.snapshot()

/** What a refused caller is told to wait: by then a queue that moves at all has moved. */
const RETRY_AFTER_MS = 1000

/**
 * Gathers claims of one action on one database into batches.
 *
 * While one batch is under way the next gathers; there is no timer, so a lone request is not delayed. Requests for a
 * subject that has one under way share its verdict: only one of them could win anyway.
 */
export class ClaimQueue {
  readonly #options: ClaimQueueOptions
  readonly #clock = new DatabaseClock()
  readonly #cache: ClosedCache
  readonly #runner: BatchRunner
  readonly #troubleShooter: TroubleShooter
  /** Requests that wait for the next batch. */
  #gathering: ClaimRequest[] = []
  /** Every request that has no verdict yet, by subject. */
  readonly #open = new Map<string, ClaimRequest>()
  #callers = 0
  #isDraining = false

  constructor(db: Database, action: Action, options: ClaimQueueOptions) {
    this.#options = options
    this.#cache = new ClosedCache(this.#clock, options.cacheSize)
    this.#runner = new BatchRunner(db, action, this.#clock)
    this.#troubleShooter = new TroubleShooter(db, action.name, this.#runner, {
      lockTimeoutMs: options.lockTimeoutMs,
      tryAgain: (requests) => this.#gather(requests),
      onPassing: (requests, error) => this.#gatherUnlessLate(requests, error),
    })
  }

  /**
   * A verdict that is known already is given as it is: a promise would cost more than the look-up.
   *
   * @throws {DaylatchError} OVERLOADED at once when too many callers wait; else the promise says what the claim came to
   */
  claim(wish: Wish): Verdict | Promise<Verdict> {
    // What stands now says nothing about a key: it may stand for a claim of another period.
    const known = wish.key === undefined ? this.#cache.find(wish.subject) : undefined
    if (known !== undefined) return { status: 'already', record: known, replayed: false }
    if (this.#callers >= this.#options.maxQueued) {
      throw new DaylatchError(
        'OVERLOADED',
        `${this.#callers} claims are waiting already. Try again in ${RETRY_AFTER_MS} ms.`,
        { retryAfterMs: RETRY_AFTER_MS },
      )
    }
    const ahead = this.#open.get(wish.subject)
    return ahead === undefined ? this.#lead(wish) : this.#follow(ahead, wish)
  }

  #lead(wish: Wish): Promise<Verdict> {
    const request = new ClaimRequest(wish, this.#options.patienceMs, this.#ended)
    this.#callers += 1
    this.#open.set(wish.subject, request)
    this.#gather([request])
    return request.verdict
  }

  readonly #ended = (request: ClaimRequest, verdict: Verdict | undefined): void => {
    this.#callers -= 1
    this.#open.delete(request.subject)
    // A claim that was made for an effect may be released: its slot can open before its end.
    if (verdict?.replayed === false && verdict.record.effectId === null) this.#cache.remember(verdict.record)
  }

  async #follow(first: ClaimRequest, wish: Wish): Promise<Verdict> {
    this.#callers += 1
    try {
      for (let ahead: ClaimRequest | undefined = first; ahead !== undefined;) {
        const verdict = await this.#verdictOf(ahead, wish)
        if (verdict !== undefined) return verdict
        ahead = this.#open.get(wish.subject)
      }
    } finally {
      this.#callers -= 1
    }
    return await this.#lead(wish)
  }

  /** Waits for the request ahead, and tells what its verdict means for this one: `undefined` if it has to ask itself. */
  async #verdictOf(ahead: ClaimRequest, wish: Wish): Promise<Verdict | undefined> {
    if (wish.key !== undefined) {
      // The same request again. Any other key has to be looked up, and to be recorded as lost.
      const isSame = ahead.wish.key?.key === wish.key.key && ahead.wish.key.hash === wish.key.hash
      if (isSame) return { ...(await ahead.verdict), replayed: true }
      await ahead.verdict.catch(() => undefined)
      return undefined
    }
    // The key of the one ahead may have brought up a claim of long ago, or a refusal that is nobody else's.
    const verdict = ahead.wish.key === undefined ? await ahead.verdict : await decided(ahead.verdict)
    if (verdict === undefined || verdict.replayed) return undefined
    // If that one has or finds a claim, it stands in the way of this one too, unless its period ended meanwhile.
    const { record } = verdict
    const now = this.#clock.latest()
    return now !== undefined && now < record.endsAt.getTime()
      ? { status: 'already', record, replayed: false }
      : undefined
  }

  #gather(requests: readonly ClaimRequest[]): void {
    this.#gathering.push(...requests)
    if (!this.#isDraining && this.#gathering.length > 0) void outside(() => this.#drain())
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    while (this.#gathering.length > 0) {
      const batch = this.#gathering.slice(0, this.#options.maxBatch)
      this.#gathering = this.#gathering.slice(this.#options.maxBatch)
      await new Promise<void>((answered) => void this.#runBatch(batch, answered))
    }
    this.#isDraining = false
  }

  /**
   * Never rejects: every request of the batch is settled, failed, gathered again or taken over. `answered` is called when
   * the next batch may be sent, at the latest at the end.
   */
  async #runBatch(batch: readonly ClaimRequest[], answered: () => void): Promise<void> {
    try {
      this.#gather(await this.#runner.run(batch, STRANGER_TIMEOUT_MS, { answered }))
    } catch (error) {
      if (error instanceof CounterBusy || isPassing(classify(error))) {
        this.#gatherUnlessLate(batch, error)
        await pauseBeforeReconnecting()
      } else {
        // Not awaited: the next batch of strangers goes on while the trouble of this one is looked into.
        void this.#troubleShooter.takeOver(batch, error)
      }
    } finally {
      answered()
    }
  }

  /** After trouble that has nothing to do with these requests. Who is late fails, but not before a last look-up. */
  #gatherUnlessLate(requests: readonly ClaimRequest[], error: unknown): void {
    const now = performance.now()
    const failure = error instanceof CounterBusy ? error.asFailure() : asFailure(error)
    const isTransient = error instanceof CounterBusy || isPassing(classify(error))
    for (const request of requests) {
      if (classify(error) === 'connection-lost') request.uncertain = true
      const isLate = !isTransient || now > request.deadline
      if (isLate && (!request.uncertain || request.isLastLook)) {
        request.fail(failure)
      } else {
        request.isLastLook = isLate
        this.#gather([request])
      }
    }
  }
}

async function decided(verdict: Promise<Verdict>): Promise<Verdict | undefined> {
  try {
    return await verdict
  } catch (error) {
    if (error instanceof DaylatchError && error.code === 'KEY_REUSED') return undefined
    throw error
  }
}

const RECONNECT_MS = 50

function pauseBeforeReconnecting(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
}
