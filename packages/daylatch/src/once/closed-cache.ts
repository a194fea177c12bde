import type { ClaimRecord } from './claim-record.ts'
import type { DatabaseClock } from './database-clock.ts'

/**
 * Remembers "already claimed", the one answer that stays true: a claim that is committed stays so until its period
 * ends by the database's clock. "Not claimed" is never remembered.
 */
export class ClosedCache {
  readonly #records = new Map<string, ClaimRecord>()
  readonly #clock: DatabaseClock
  readonly #limit: number

  constructor(clock: DatabaseClock, limit: number) {
    this.#clock = clock
    this.#limit = limit
  }

  remember(record: ClaimRecord): void {
    if (this.#limit === 0) return
    this.#records.delete(record.subject)
    this.#records.set(record.subject, record)
    if (this.#records.size > this.#limit) this.#forgetOldest()
  }

  /** The claim that closes the subject's slot for certain, or `undefined` when the database has to be asked. */
  find(subject: string): ClaimRecord | undefined {
    const record = this.#records.get(subject)
    if (record === undefined) return undefined
    const now = this.#clock.latest()
    if (now !== undefined && now < record.endsAt.getTime()) return record
    this.#records.delete(subject)
    return undefined
  }

  #forgetOldest(): void {
    const oldest = this.#records.keys().next()
    if (oldest.done !== true) this.#records.delete(oldest.value)
  }
}
