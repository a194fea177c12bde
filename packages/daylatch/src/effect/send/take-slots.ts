import { randomUUID } from 'node:crypto'
import type { Result, Session, Statement } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import { DatabaseClock } from '../../once/database-clock.ts'
import { toClaimRecord } from '../../once/claim-record.ts'
import { type PeriodOffer, PeriodOffers } from '../../once/period-offer.ts'
import { anyPausePointSet, pausePoint } from '../../pause-points.ts'
import type { PeriodRule } from '../../period/period.ts'
import { isTrue, text, textOrNull, toNumber } from '../../rows.ts'
import { toEffectRecord } from '../effect-record.ts'
import type { Slot } from './decide.ts'
import { lockLatches, readLatches } from './statements.ts'

/** What is limited, as far as sending has to know it. */
export interface LimitedAction {
  readonly action: string
  readonly rule: PeriodRule
}

/** The slots of a call, locked where they may be open, at one time and in one period. */
export interface TakenSlots {
  /** The database's time, in ms since 1970. */
  readonly at: number
  readonly period: { readonly key: string; readonly startsAt: string; readonly endsAt: string }
  readonly slots: ReadonlyMap<string, Slot>
  /** Tells the latches that were created for the lock. */
  readonly placeholder: string
  /** Subjects whose latch was created for the lock, and has to be claimed or dropped again. */
  readonly created: readonly string[]
}

/** How often the periods are computed again when the database's time is in none of those offered. */
const OFFERS = 3

/** Computes the periods of one rule by what is known of the database's clock, and takes slots in them. */
export class SlotTaker {
  readonly limited: LimitedAction
  readonly #offers: PeriodOffers
  readonly #clock = new DatabaseClock()

  constructor(limited: LimitedAction) {
    this.limited = limited
    this.#offers = new PeriodOffers(limited.rule)
  }

  /** The periods that a claim made now would be offered. */
  currentOffer(): PeriodOffer {
    return this.#offers.around(this.#clock.latest() ?? Date.now())
  }

  /**
   * Locks the latches of `subjects`, in the transaction of `session`, and reads them by the clock after the last lock.
   *
   * @throws {DaylatchError} CLOCK_MISMATCH, and what the statements throw
   */
  async take(session: Session, subjects: readonly string[]): Promise<TakenSlots> {
    const { action } = this.limited
    const placeholder = randomUUID()
    await pausePoint('before-latch', subjects)
    let offer = this.currentOffer()
    const sentAt = performance.now()
    const lock = { ...lockLatches, values: [action, subjects, placeholder] }
    const [locked, read] = await inOrder(session, [lock, this.#read(subjects, offer)], async (done) => {
      if (done === 1) await pausePoint('after-latch', subjects)
    })
    const isLocked = new Set(locked?.rows.map((row) => text(row, 'subject')))
    let rows = read?.rows ?? []
    for (let misfits = 1; ; misfits += 1) {
      const [first] = rows
      if (first === undefined) throw new TypeError('Expected a row for every subject')
      const at = toNumber(first, 'at')
      this.#clock.observe(at, sentAt)
      const key = textOrNull(first, 'slot')
      if (key !== null) {
        const slots = rows.map((row) => toSlot(row, isLocked))
        const created = rows.filter((row) => row['latch_claim_id'] === placeholder)
        return {
          at,
          period: periodOf(offer, key),
          slots: new Map(slots.map((slot) => [slot.subject, slot])),
          placeholder,
          created: created.map((row) => text(row, 'latch_subject')),
        }
      }
      if (misfits === OFFERS) throw clockMismatch()
      offer = this.#offers.around(at)
      rows = (await session.query(this.#read(subjects, offer))).rows
    }
  }

  #read(subjects: readonly string[], { keys, starts, ends }: PeriodOffer): Statement {
    return { ...readLatches, values: [this.limited.action, subjects, keys, starts, ends] }
  }
}

/**
 * Sends statements that need no decision in between, at once where the driver pipelines.
 *
 * @param between for tests that stop inside the transaction: then the next statement is sent only after it
 * @throws the error of the first one that failed
 */
export async function inOrder(
  session: Session,
  statements: readonly Statement[],
  between?: (done: number) => Promise<void>,
): Promise<readonly Result[]> {
  if (anyPausePointSet()) {
    const results: Result[] = []
    for (const statement of statements) {
      results.push(await session.query(statement))
      await between?.(results.length)
    }
    return results
  }
  const answers = await Promise.allSettled(statements.map((statement) => session.query(statement)))
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value
  })
}

function toSlot(row: Result['rows'][number], isLocked: ReadonlySet<string>): Slot {
  const subject = text(row, 'latch_subject')
  const isOurs = isLocked.has(subject)
  return {
    subject,
    isLocked: isOurs,
    isFree: isOurs && isTrue(row, 'is_open'),
    isStale: !isOurs && !isTrue(row, 'is_standing'),
    claim: row['claim_id'] == null ? undefined : toClaimRecord(row),
    effect: row['effect_id'] == null ? null : toEffectRecord(row),
  }
}

function periodOf({ keys, starts, ends }: PeriodOffer, key: string): TakenSlots['period'] {
  const index = keys.indexOf(key)
  return { key, startsAt: starts[index] ?? '', endsAt: ends[index] ?? '' }
}

function clockMismatch(): DaylatchError {
  return new DaylatchError(
    'CLOCK_MISMATCH',
    `The database's time was in none of the periods offered, ${OFFERS} times in a row. Check its clock with \`select daylatch.clock()\`.`,
  )
}
