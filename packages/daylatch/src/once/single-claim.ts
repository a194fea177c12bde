import { troubleOf } from '../dialect/postgres.ts'
import type { Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { pausePoint } from '../pause-points.ts'
import type { Action, Attempt } from './action.ts'
import { text, toClaimRecord } from './claim-record.ts'
import type { Verdict } from './claim-request.ts'
import { type ClaimSteps, claimSteps } from './claim-steps.ts'
import { type KeyFinding, toKeyFinding } from './key-finding.ts'
import { type Loss, toLoss } from './loss.ts'
import { DatabaseClock } from './database-clock.ts'
import { type PeriodOffer, PeriodOffers } from './period-offer.ts'
import { keyReused } from './request-key.ts'

/** How often the periods are computed again when the database's time is in none of those offered. */
const OFFERS = 3

/** The unique index refused what the latch had let in. The transaction, or its savepoint, has to be rolled back. */
export class RefusedByBackstop extends Error {
  override readonly name: string = 'RefusedByBackstop'
}

/** What one attempt found. Neither a claim nor a loss: the latch that stood in the way was gone at the second look. */
interface Found {
  readonly at: number
  readonly fits: boolean
  readonly verdict: Verdict | undefined
  readonly loss: Loss | undefined
  /** Whether the loss counts even if the claim in the way is over by now. */
  readonly isDecided?: boolean
}

/**
 * Makes one claim in a transaction that is somebody else's to begin and to end. Whatever it finds or writes is as good
 * as that transaction: nothing of it may be remembered anywhere else.
 */
export class SingleClaims {
  readonly #action: Action
  readonly #offers: PeriodOffers
  readonly #clock = new DatabaseClock()

  constructor(action: Action) {
    this.#action = action
    this.#offers = new PeriodOffers(action.rule)
  }

  /** The periods that a claim made now would be offered. */
  currentOffer(): PeriodOffer {
    return this.#offers.around(this.#clock.latest() ?? Date.now())
  }

  /**
   * @throws {RefusedByBackstop}
   * @throws {DaylatchError} CLOCK_MISMATCH, INCONSISTENT
   * @throws what the session throws: then the transaction is aborted
   */
  async claim(session: Session, attempt: Attempt): Promise<Verdict> {
    let offer = this.currentOffer()
    let isSecondTry = false
    for (let misfits = 0; misfits < OFFERS;) {
      const found = await this.#try(session, { ...attempt, isLast: isSecondTry }, offer)
      if (!found.fits) {
        misfits += 1
        offer = this.#offers.around(found.at)
        continue
      }
      if (found.verdict !== undefined) return found.verdict
      const isDecided = found.isDecided ?? isSecondTry
      if (found.loss !== undefined && (found.loss.standing || isDecided)) return lostTo(found.loss)
      // The winner's period ended, or the winner went away, while this claim waited for it.
      if (isSecondTry) throw inconsistent('The latch refused a claim, but there is no claim in its way.')
      isSecondTry = true
    }
    throw clockMismatch()
  }

  /**
   * One attempt each for many, in one set of statements. Who is not in the answer has to be tried alone.
   *
   * @throws as {@link claim}
   */
  async claimTogether(session: Session, attempts: readonly Attempt[]): Promise<ReadonlyMap<string, Verdict>> {
    for (let misfits = 0; misfits < OFFERS; misfits += 1) {
      const steps = claimSteps(this.#action, this.#action.insideStatements, attempts, this.currentOffer())
      const { fits } = await this.#takeLatches(session, steps)
      if (!fits) continue
      const { rows } = await refusable(session.query(steps.recordClaims))
      const won = rows.map((row) => {
        const record = toClaimRecord(row)
        return [record.subject, { status: 'claimed', record, replayed: false }] as const
      })
      const losses = (await session.query(steps.findWinners)).rows.map(toLoss)
      const lost = losses.flatMap(({ record, standing }) =>
        record !== undefined && standing
          ? [[record.subject, { status: 'already', record, replayed: false }] as const]
          : [],
      )
      return new Map<string, Verdict>([...won, ...lost])
    }
    throw clockMismatch()
  }

  async #takeLatches(
    session: Session,
    steps: ClaimSteps,
  ): Promise<{ readonly at: number; readonly fits: boolean }> {
    const sentAt = performance.now()
    const [clock] = (await session.query(steps.takeLatches)).rows
    if (clock === undefined) throw new TypeError('Expected one row from the latch statement')
    const at = Number(text(clock, 'at'))
    this.#clock.observe(at, sentAt)
    this.#offers.useBonuses(Number(clock['bonus_version'] ?? 0))
    return { at, fits: clock['period'] != null }
  }

  async #try(session: Session, attempt: Attempt, offer: PeriodOffer): Promise<Found> {
    const steps = claimSteps(this.#action, this.#action.insideStatements, [attempt], offer)
    const subjects = [attempt.subject]
    await pausePoint('before-latch', subjects)
    if (steps.takeKeys !== undefined) await session.query(steps.takeKeys)
    const { at, fits } = await this.#takeLatches(session, steps)
    if (!fits) return { at, fits, verdict: undefined, loss: undefined }
    await pausePoint('after-latch', subjects)
    const [own] = (await refusable(session.query(steps.recordClaims))).rows
    if (own !== undefined) {
      const verdict = { status: 'claimed', record: toClaimRecord(own), replayed: false } as const
      return { at, fits: true, verdict, loss: undefined }
    }
    if (steps.settleKeys !== undefined) {
      const [row] = (await session.query(steps.settleKeys)).rows
      if (row === undefined) throw new TypeError('Expected one row about the key')
      return { at, fits: true, ...foundByKey(toKeyFinding(row)) }
    }
    const [other] = (await session.query(steps.findWinners)).rows
    return { at, fits: true, verdict: undefined, loss: other === undefined ? undefined : toLoss(other) }
  }
}

async function refusable<T>(recording: Promise<T>): Promise<T> {
  try {
    return await recording
  } catch (error) {
    if (error instanceof Error && troubleOf(error) === 'unique') {
      throw new RefusedByBackstop('The period is claimed already, whatever the latch says', { cause: error })
    }
    throw error
  }
}

function foundByKey(finding: KeyFinding): Pick<Found, 'verdict' | 'loss' | 'isDecided'> {
  if (finding.kind === 'reused') throw keyReused()
  if (finding.kind === 'lost') {
    return { verdict: undefined, loss: finding.loss, isDecided: finding.isRecorded }
  }
  const { won, record } = finding
  if (record === undefined) throw inconsistent('The claim that an idempotency key names is gone.')
  return { verdict: { status: won ? 'claimed' : 'already', record, replayed: true }, loss: undefined }
}

function clockMismatch(): DaylatchError {
  return new DaylatchError(
    'CLOCK_MISMATCH',
    `The database's time was in none of the periods offered, ${OFFERS} times in a row. Check its clock with \`select daylatch.clock()\`.`,
  )
}

function lostTo({ record }: Loss): Verdict {
  if (record === undefined) throw inconsistent('The latch names a claim whose entry is gone.')
  return { status: 'already', record, replayed: false }
}

function inconsistent(what: string): DaylatchError {
  return new DaylatchError('INCONSISTENT', `${what} Restore what is missing from a backup.`)
}
