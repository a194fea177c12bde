import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../drivers/database.ts'
import { asFailure, classify, isPassing } from '../drivers/trouble.ts'
import { DaylatchError } from '../errors.ts'
import type { Action } from './action.ts'
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

  /** @throws {DaylatchError} OVERLOADED at once when too many callers wait; else what the claim came to */
  async claim(subject: string, account: string): Promise<Verdict> {
    const known = this.#cache.find(subject)
    if (known !== undefined) return { status: 'already', record: known }
    if (this.#callers >= this.#options.maxQueued) {
      throw new DaylatchError(
        'OVERLOADED',
        `${this.#callers} claims are waiting already. Try again in ${RETRY_AFTER_MS} ms.`,
        { retryAfterMs: RETRY_AFTER_MS },
      )
    }
    this.#callers += 1
    try {
      const ahead = this.#open.get(subject)
      return ahead === undefined ? await this.#lead(subject, account) : await this.#follow(ahead, account)
    } finally {
      this.#callers -= 1
    }
  }

  async #lead(subject: string, account: string): Promise<Verdict> {
    const request = new ClaimRequest(subject, account, this.#options.patienceMs)
    this.#open.set(subject, request)
    this.#gather([request])
    try {
      const verdict = await request.verdict
      this.#cache.remember(verdict.record)
      return verdict
    } finally {
      this.#open.delete(subject)
    }
  }

  /** Waits for the request ahead: if that one has or finds a claim, it stands in the way of this one too. */
  async #follow(ahead: ClaimRequest, account: string): Promise<Verdict> {
    const { record } = await ahead.verdict
    const now = this.#clock.latest()
    if (now !== undefined && now < record.endsAt.getTime()) return { status: 'already', record }
    // The period may have ended while this one waited: it has a claim of its own to make.
    const next = this.#open.get(ahead.subject)
    return next === undefined ? await this.#lead(ahead.subject, account) : await this.#follow(next, account)
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
      await this.#runBatch(batch)
    }
    this.#isDraining = false
  }

  /** Never rejects: every request of the batch is settled, failed, gathered again or taken over. */
  async #runBatch(batch: readonly ClaimRequest[]): Promise<void> {
    try {
      this.#gathering.push(...(await this.#runner.run(batch, STRANGER_TIMEOUT_MS)))
    } catch (error) {
      if (error instanceof CounterBusy || isPassing(classify(error))) {
        this.#gatherUnlessLate(batch, error)
        await pauseBeforeReconnecting()
      } else {
        // Not awaited: the next batch of strangers goes on while the trouble of this one is looked into.
        void this.#troubleShooter.takeOver(batch, error)
      }
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

const RECONNECT_MS = 50

function pauseBeforeReconnecting(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
}
