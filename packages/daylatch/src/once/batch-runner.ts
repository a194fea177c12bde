import { type Database, useSession } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import type { Action } from './action.ts'
import type { ClaimRequest } from './claim-request.ts'
import { type ClaimOutcome, claimInOneTransaction } from './claim-transaction.ts'
import type { DatabaseClock } from './database-clock.ts'
import { settleCommitted } from './look-up.ts'
import { type PeriodOffer, PeriodOffers } from './period-offer.ts'
import { connectOrUnavailable } from './trouble.ts'

/** How often the periods are computed again when the database's time is in none of those offered. */
const OFFERS = 3

/** How much longer than its wait for locks a transaction may take before its connection is given up. */
const REPLY_TIMEOUT_MS = 15_000

/** Runs batches of requests against the database. Knows one transaction at a time; trouble is for its caller. */
export class BatchRunner {
  readonly #db: Database
  readonly #action: Action
  readonly #clock: DatabaseClock
  readonly #offers: PeriodOffers

  constructor(db: Database, action: Action, clock: DatabaseClock) {
    this.#db = db
    this.#action = action
    this.#clock = clock
    this.#offers = new PeriodOffers(action.rule)
  }

  /** The periods that a claim made now would be offered. */
  currentOffer(): PeriodOffer {
    return this.#offers.around(this.#clock.latest() ?? Date.now())
  }

  /**
   * One attempt for every request. Settles those whose verdict is clear, and gives back those to be tried once more.
   *
   * @throws what the database or driver threw: then nothing is settled but look-ups, and after a lost connection the
   * outcome of this attempt is not known
   */
  async run(requests: readonly ClaimRequest[], lockTimeoutMs: number): Promise<readonly ClaimRequest[]> {
    const open = await this.#lookUpUncertain(requests)
    if (open.length === 0) return []
    const attempts = open.map((request) => request.attempt())
    const outcome = await this.#claim(attempts, lockTimeoutMs)
    if (outcome.doubtful) {
      for (const request of open) request.doubtful = request.uncertain = true
      return open
    }
    return open.filter((request, index) => !isSettled(request, attempts[index]?.id ?? '', outcome))
  }

  async #lookUpUncertain(requests: readonly ClaimRequest[]): Promise<readonly ClaimRequest[]> {
    const uncertain = requests.filter((request) => request.uncertain)
    if (uncertain.length === 0) return requests
    const absent = new Set(await settleCommitted(this.#db, uncertain))
    return requests.filter((request) => !request.uncertain || absent.has(request))
  }

  async #claim(
    attempts: Parameters<typeof claimInOneTransaction>[2],
    lockTimeoutMs: number,
  ): Promise<ClaimOutcome> {
    let offer = this.currentOffer()
    for (let round = 1; round <= OFFERS; round += 1) {
      const sentAt = performance.now()
      const outcome = await this.#inTransaction(attempts, offer, lockTimeoutMs)
      this.#clock.observe(outcome.at, sentAt)
      if (outcome.fits) return outcome
      offer = this.#offers.around(outcome.at)
    }
    throw new DaylatchError(
      'CLOCK_MISMATCH',
      `The database's time was in none of the periods offered, ${OFFERS} times in a row. Check its clock with \`select daylatch.clock()\`.`,
    )
  }

  async #inTransaction(
    attempts: Parameters<typeof claimInOneTransaction>[2],
    offer: PeriodOffer,
    lockTimeoutMs: number,
  ): Promise<ClaimOutcome> {
    return await useSession(
      await connectOrUnavailable(this.#db),
      async (session) => await claimInOneTransaction(session, this.#action, attempts, offer, lockTimeoutMs),
      lockTimeoutMs + REPLY_TIMEOUT_MS,
    )
  }
}

/** Whether the outcome decides the request; if so, settles it. */
function isSettled(request: ClaimRequest, attemptId: string, outcome: ClaimOutcome): boolean {
  const own = outcome.won.get(attemptId)
  if (own !== undefined) {
    request.settle(own)
    return true
  }
  const loss = outcome.lost.get(request.subject)
  // An earlier attempt of its own, whose answer was lost, is its verdict even when that period is over by now.
  const isOwn = loss !== undefined && request.ids.includes(loss.record.id)
  if (loss !== undefined && (isOwn || loss.standing || request.triedOnceMore)) {
    request.settle(loss.record)
    return true
  }
  if (request.triedOnceMore) {
    request.fail(
      new DaylatchError(
        'INCONSISTENT',
        'The latch refused a claim, but the claim that it names is not in the table `claim`. Restore it from a backup.',
      ),
    )
    return true
  }
  request.triedOnceMore = true
  return false
}
