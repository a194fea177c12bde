import type { Database } from '../drivers/database.ts'
import type { Trouble } from '../dialect/postgres.ts'
import type { BatchRunner } from './batch-runner.ts'
import type { ClaimRequest } from './claim-request.ts'
import { Lane } from './lane.ts'
import { findClaimOfPeriod } from './look-up.ts'
import { asFailure, classify, isLost } from './trouble.ts'

/** How long strangers in one batch wait for one another's rows. */
export const STRANGER_TIMEOUT_MS = 50

/** How often a request alone is tried again after the database undid it to break a deadlock. */
const UNDONE_LIMIT = 5

export interface TroubleShooterOptions {
  /** How long a request that is alone waits for the row that somebody holds. */
  readonly lockTimeoutMs: number
  readonly splitWidth: number
  readonly suspectWidth: number
  /** Takes requests that are to be tried once more by the ordinary way. */
  readonly tryAgain: (requests: readonly ClaimRequest[]) => void
  /** Takes requests whose connection was lost. */
  readonly onLost: (requests: readonly ClaimRequest[], error: unknown) => void
}

/**
 * Finds out which requests of a batch are in trouble, and keeps that trouble from the others.
 *
 * A batch that could not have all its rows within 50 ms is split into groups, and a group with trouble into single
 * requests: two steps, so an innocent request waits for about 100 ms at most. Only a request that is alone and blocked
 * waits longer, on a connection that nobody else needs.
 */
export class TroubleShooter {
  readonly #db: Database
  readonly #action: string
  readonly #runner: BatchRunner
  readonly #options: TroubleShooterOptions
  readonly #groups: Lane
  readonly #suspects: Lane

  constructor(db: Database, action: string, runner: BatchRunner, options: TroubleShooterOptions) {
    this.#db = db
    this.#action = action
    this.#runner = runner
    this.#options = options
    this.#groups = new Lane(options.splitWidth)
    this.#suspects = new Lane(options.suspectWidth)
  }

  /** Takes over requests whose transaction was undone by `error`. Settles, fails or returns every one of them. */
  async takeOver(requests: readonly ClaimRequest[], error: unknown): Promise<void> {
    const trouble = classify(error)
    if (isLost(trouble)) return this.#options.onLost(requests, error)
    if (!isAboutOneRow(trouble)) {
      for (const request of requests) request.fail(asFailure(error))
      return
    }
    if (requests.length > 1) await Promise.all(split(requests).map((group) => this.#tryGroup(group)))
    else for (const request of requests) await this.#suspects.run(() => this.#tryAlone(request))
  }

  async #tryGroup(group: readonly ClaimRequest[]): Promise<void> {
    const error = await this.#groups.run(() => this.#attempt(group, STRANGER_TIMEOUT_MS))
    if (error !== undefined) await this.takeOver(group, error)
  }

  async #tryAlone(request: ClaimRequest): Promise<void> {
    for (let undone = 1; ; undone += 1) {
      const error = await this.#attempt([request], this.#options.lockTimeoutMs)
      if (error === undefined) return
      const trouble = classify(error)
      if (isLost(trouble)) return this.#options.onLost([request], error)
      if (trouble === 'unique') return await this.#settleByBackstop(request, error)
      const isUndone = trouble === 'deadlock' || trouble === 'serialization'
      if (!isUndone || undone === UNDONE_LIMIT) return request.fail(asFailure(error))
    }
  }

  /** The unique index refused what the latch let in: the period is claimed already, whatever the latch says. */
  async #settleByBackstop(request: ClaimRequest, refusal: unknown): Promise<void> {
    try {
      const keys = this.#runner.currentOffer().keys
      const record = await findClaimOfPeriod(this.#db, this.#action, request.subject, keys)
      if (record === undefined) request.fail(asFailure(refusal))
      else request.settle(record)
    } catch (error) {
      request.fail(asFailure(error))
    }
  }

  async #attempt(requests: readonly ClaimRequest[], lockTimeoutMs: number): Promise<unknown> {
    try {
      this.#options.tryAgain(await this.#runner.run(requests, lockTimeoutMs))
      return undefined
    } catch (error) {
      return error
    }
  }
}

function isAboutOneRow(trouble: Trouble): boolean {
  return (
    trouble === 'lock-timeout' ||
    trouble === 'deadlock' ||
    trouble === 'serialization' ||
    trouble === 'unique'
  )
}

/** About √n groups of √n requests, so that two steps lead from a batch to a single request. */
function split(requests: readonly ClaimRequest[]): readonly (readonly ClaimRequest[])[] {
  const size = requests.length <= 3 ? 1 : Math.ceil(Math.sqrt(requests.length))
  return Array.from({ length: Math.ceil(requests.length / size) }, (_, index) =>
    requests.slice(index * size, (index + 1) * size),
  )
}
