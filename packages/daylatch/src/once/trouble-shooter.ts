import type { Trouble } from '../dialect/postgres.ts'
import type { Database } from '../drivers/database.ts'
import { asFailure, classify } from '../drivers/trouble.ts'
import { DaylatchError } from '../errors.ts'
import type { BatchRunner } from './batch-runner.ts'
import type { ClaimRequest } from './claim-request.ts'
import { CounterBusy } from './claim-transaction.ts'
import { recordLoss } from './keys.ts'
import { Lane } from './lane.ts'
import { findStandingClaim } from './look-up.ts'

/** How long strangers in one batch wait for one another's rows. */
export const STRANGER_TIMEOUT_MS = 50

/** How long a blocked request waits at a time before another blocked one gets its turn. */
const TURN_MS = 250

/** How often a request alone is tried again after the database undid it to break a deadlock. */
const UNDONE_LIMIT = 5

/** Connections for finding out who is in trouble, and for those who are. */
const LANE_WIDTH = 2

export interface TroubleShooterOptions {
  /** How long a request that is alone waits for the row that somebody holds. */
  readonly lockTimeoutMs: number
  /** Takes requests that are to be tried once more by the ordinary way. */
  readonly tryAgain: (requests: readonly ClaimRequest[]) => void
  /** Takes requests whose trouble was with the database as a whole. */
  readonly onPassing: (requests: readonly ClaimRequest[], error: unknown) => void
}

/**
 * Finds out which requests of a batch are in trouble, and keeps that trouble from the others.
 *
 * A batch that could not have all its rows within 50 ms is split into groups, and a group with trouble into single
 * requests: two steps. Only a request that is alone and blocked waits longer, on connections that nobody else needs, and
 * takes turns there with others that are blocked.
 */
export class TroubleShooter {
  readonly #db: Database
  readonly #action: string
  readonly #runner: BatchRunner
  readonly #options: TroubleShooterOptions
  readonly #searching = new Lane(LANE_WIDTH)
  readonly #blocked = new Lane(LANE_WIDTH)

  constructor(db: Database, action: string, runner: BatchRunner, options: TroubleShooterOptions) {
    this.#db = db
    this.#action = action
    this.#runner = runner
    this.#options = options
  }

  /** Takes over requests whose transaction was undone by `error`. Settles, fails or returns every one of them. */
  async takeOver(requests: readonly ClaimRequest[], error: unknown): Promise<void> {
    if (!isAboutOneRow(classify(error))) {
      for (const request of requests) request.fail(asFailure(error))
    } else if (requests.length === 1) {
      await this.#insist(requests)
    } else {
      await Promise.all(groupsOf(requests).map(async (group) => await this.#searchGroup(group)))
    }
  }

  async #searchGroup(group: readonly ClaimRequest[]): Promise<void> {
    const trouble = await this.#searching.run(async () => await this.#attempt(group, STRANGER_TIMEOUT_MS))
    if (trouble === undefined) return
    await Promise.all(
      group.map(async (request) => {
        const own = await this.#searching.run(async () => await this.#attempt([request], STRANGER_TIMEOUT_MS))
        if (own !== undefined) await this.#insist([request])
      }),
    )
  }

  /** Tries a single request, turn by turn, until it is settled or its own time is up. Waiting for a turn counts. */
  async #insist(requests: readonly ClaimRequest[]): Promise<void> {
    const until = performance.now() + this.#options.lockTimeoutMs
    for (let undone = 0; undone < UNDONE_LIMIT;) {
      const error = await this.#blocked.run(async () => {
        const leftMs = Math.max(1, Math.min(TURN_MS, Math.ceil(until - performance.now())))
        return await this.#attempt(requests, leftMs)
      })
      if (error === undefined) return
      const trouble = classify(error)
      const mayWaitOn = trouble === 'lock-timeout' && performance.now() < until
      if (trouble === 'deadlock' || trouble === 'serialization') undone += 1
      else if (!mayWaitOn) return await this.#giveUp(requests, error)
      if (undone === UNDONE_LIMIT) return await this.#giveUp(requests, error)
    }
  }

  async #giveUp(requests: readonly ClaimRequest[], error: unknown): Promise<void> {
    for (const request of requests) {
      if (classify(error) === 'unique') await this.#settleByBackstop(request, error)
      else request.fail(asFailure(error))
    }
  }

  /** The unique index refused what the latch let in: the period is claimed already, whatever the latch says. */
  async #settleByBackstop(request: ClaimRequest, refusal: unknown): Promise<void> {
    try {
      const offer = this.#runner.currentOffer()
      const record = await findStandingClaim(this.#db, this.#action, request.subject, offer)
      if (record === undefined) return request.fail(contradiction(refusal))
      if (request.wish.key !== undefined) {
        await recordLoss(this.#db, this.#action, request.subject, request.wish.key, record)
      }
      request.settle(record)
    } catch (error) {
      request.fail(asFailure(error))
    }
  }

  /** @returns the error, unless it is none of these requests' own: those are gathered again */
  async #attempt(requests: readonly ClaimRequest[], lockTimeoutMs: number): Promise<unknown> {
    try {
      this.#options.tryAgain(await this.#runner.run(requests, lockTimeoutMs))
      return undefined
    } catch (error) {
      if (!(error instanceof CounterBusy) && isAboutOneRow(classify(error))) return error
      this.#options.onPassing(requests, error)
      return undefined
    }
  }
}

function contradiction(cause: unknown): DaylatchError {
  return new DaylatchError(
    'INCONSISTENT',
    'A unique key refused a claim, but no claim stands in its way: rows of this subject are missing. Restore them from a backup.',
    { cause },
  )
}

function isAboutOneRow(trouble: Trouble): boolean {
  return ['lock-timeout', 'deadlock', 'serialization', 'unique', 'bad-row'].includes(trouble)
}

/** About √n groups of √n requests, so that two steps lead from a batch to a single request. */
function groupsOf(requests: readonly ClaimRequest[]): readonly (readonly ClaimRequest[])[] {
  const size = Math.ceil(Math.sqrt(requests.length))
  return Array.from({ length: Math.ceil(requests.length / size) }, (_, index) =>
    requests.slice(index * size, (index + 1) * size),
  )
}
