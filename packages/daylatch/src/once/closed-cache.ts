import type { ClaimRecord } from './claim-record.ts'
import type { DatabaseClock } from './database-clock.ts'

/**
 * Remembers "already claimed", the one answer that stays true: a claim that is committed stays so until its period
 * ends by the database's clock. "Not claimed" is never remembered.
 */
export class ClosedCache {
  // Two generations: taking the oldest one by one out of a Map costs ever more, because it skips what was there before.
  #recent = new Map<string, ClaimRecord>()
  #older = new Map<string, ClaimRecord>()
  readonly #clock: DatabaseClock
  /** Of one generation: both together hold up to `cacheSize`. */
  readonly #limit: number

  constructor(clock: DatabaseClock, limit: number) {
    this.#clock = clock
    this.#limit = Math.ceil(limit / 2)
  }

  remember(record: ClaimRecord): void {
    if (this.#limit === 0) return
    if (this.#recent.size >= this.#limit && !this.#recent.has(record.subject)) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(record.subject, record)
  }

  /** The claim that closes the subject's slot for certain, or `undefined` when the database has to be asked. */
  find(subject: string): ClaimRecord | undefined {
    const record = this.#recent.get(subject) ?? this.#older.get(subject)
    if (record === undefined) return undefined
    const now = this.#clock.latest()
    return now !== undefined && now < record.endsAt.getTime() ? record : undefined
  }
}
