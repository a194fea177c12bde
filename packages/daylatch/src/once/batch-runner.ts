import { type Database, useSession } from '../drivers/database.ts'
import { classify, connectOrUnavailable } from '../drivers/trouble.ts'
import { DaylatchError } from '../errors.ts'
import { anyPausePointSet } from '../pause-points.ts'
import type { Action, Attempt } from './action.ts'
import { claimAtOnce } from './batch-at-once.ts'
import { tellBatch } from './batch-channel.ts'
import type { ClaimRequest } from './claim-request.ts'
import { type ClaimOutcome, claimInOneTransaction } from './claim-transaction.ts'
import type { DatabaseClock } from './database-clock.ts'
import type { KeyFinding } from './key-finding.ts'
import { settleCommitted } from './look-up.ts'
import { type PeriodOffer, PeriodOffers } from './period-offer.ts'
import { isSettled } from './settle.ts'

/** How often the periods are computed again when the database's time is in none of those offered. */
const OFFERS = 3

/** How much longer than its wait for rows a transaction may take before its connection is given up. */
const REPLY_TIMEOUT_MS = 8000

/** After a wait that was too long there will be others; each would be waited for twice. */
const SEPARATE_MS = 1000

/** For batches of which the next one waits until this one is answered. */
export interface Hurry {
  /** Called when the database has answered, before anybody is told: the next batch may be sent. */
  readonly answered: () => void
}

/** Has what waits for `answered` send first: the database then works while the callers of this batch are answered. */
function behind(answered: () => void): Promise<void> {
  answered()
  return new Promise((resolve) => setImmediate(resolve))
}

/** Runs batches of requests against the database. Knows one transaction at a time; trouble is for its caller. */
export class BatchRunner {
  readonly #db: Database
  readonly #action: Action
  readonly #clock: DatabaseClock
  readonly #offers: PeriodOffers
  /** Until when one statement for all is not tried, by `performance.now()`. */
  #separateUntil = 0

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
   * @param hurry where given, one statement may be tried for all, before the separate ones that can tell who waits
   * @throws what the database or driver threw: then nothing is settled but look-ups, and after a lost connection the
   * outcome of this attempt is not known
   */
  async run(
    requests: readonly ClaimRequest[],
    lockTimeoutMs: number,
    hurry?: Hurry,
  ): Promise<readonly ClaimRequest[]> {
    const open = await this.#lookUpUncertain(requests)
    if (open.length === 0) return []
    tellBatch({ action: this.#action.name, claims: open.length })
    const attempts = open.map((request) => request.attempt())
    const outcome = await this.#claim(attempts, lockTimeoutMs, hurry !== undefined)
    if (hurry !== undefined) await behind(hurry.answered)
    if (outcome.doubtful) {
      for (const request of open) request.uncertain = true
      return open
    }
    return open.filter((request, index) => !isSettled(request, attempts[index]?.id ?? '', outcome))
  }

  async #lookUpUncertain(requests: readonly ClaimRequest[]): Promise<readonly ClaimRequest[]> {
    const uncertain = requests.filter((request) => request.uncertain)
    if (uncertain.length === 0) return requests
    const absent = new Set(await settleCommitted(this.#db, uncertain))
    for (const request of absent) {
      if (request.isLastLook)
        request.fail(new DaylatchError('CONNECTION_LOST', 'The outcome is not known. Claim again.'))
    }
    return requests.filter((request) => !request.uncertain || (absent.has(request) && !request.isLastLook))
  }

  async #claim(
    attempts: readonly Attempt[],
    lockTimeoutMs: number,
    isHurried: boolean,
  ): Promise<ClaimOutcome> {
    let offer = this.currentOffer()
    let recorded: readonly (readonly [string, KeyFinding])[] = []
    for (let round = 1; round <= OFFERS; round += 1) {
      const sentAt = performance.now()
      const outcome =
        (isHurried ? await this.#tryAtOnce(attempts, offer, lockTimeoutMs) : undefined) ??
        (await this.#inTransaction(claimInOneTransaction, attempts, offer, lockTimeoutMs))
      this.#clock.observe(outcome.at, sentAt)
      this.#offers.useBonuses(outcome.bonusVersion)
      // A loss that a key was given in this round stands: in the next one it would look like somebody else's.
      const byKey = new Map([...outcome.byKey, ...recorded])
      if (outcome.fits || outcome.doubtful) return { ...outcome, byKey }
      recorded = [...byKey].filter(([, finding]) => finding.kind === 'lost' && finding.isRecorded)
      offer = this.#offers.around(outcome.at)
    }
    throw new DaylatchError(
      'CLOCK_MISMATCH',
      `The database's time was in none of the periods offered, ${OFFERS} times in a row. Check its clock with \`select daylatch.clock()\`.`,
    )
  }

  /** `undefined` where the separate statements are to do it: somebody waited too long, and they tell for what. */
  async #tryAtOnce(
    attempts: readonly Attempt[],
    offer: PeriodOffer,
    lockTimeoutMs: number,
  ): Promise<ClaimOutcome | undefined> {
    const hasKeys = attempts.some(({ key }) => key !== undefined)
    if (hasKeys || anyPausePointSet() || performance.now() < this.#separateUntil) return undefined
    try {
      return await this.#inTransaction(claimAtOnce, attempts, offer, lockTimeoutMs)
    } catch (error) {
      if (classify(error) !== 'lock-timeout') throw error
      this.#separateUntil = performance.now() + SEPARATE_MS
      return undefined
    }
  }

  async #inTransaction(
    claim: typeof claimInOneTransaction,
    attempts: readonly Attempt[],
    offer: PeriodOffer,
    lockTimeoutMs: number,
  ): Promise<ClaimOutcome> {
    return await useSession(
      await connectOrUnavailable(this.#db),
      async (session) => await claim(session, this.#action, attempts, offer, lockTimeoutMs),
      lockTimeoutMs + REPLY_TIMEOUT_MS,
    )
  }
}
