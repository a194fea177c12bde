import { type PeriodWindow, periodsAround } from '../period/neighbours.ts'
import type { Period, PeriodRule } from '../period/period.ts'

/** Neighbouring periods, three unless there is but one, as parameters of a statement, which picks one of them by the database's clock. */
export interface PeriodOffer {
  readonly keys: readonly string[]
  readonly starts: readonly string[]
  readonly ends: readonly string[]
  /** Version of the bonus table by which a claim would be paid: 0 for none. */
  readonly bonusVersion?: number
}

/** Computes the offers of one rule, and keeps the last: its periods change once a period, not once a request. */
export class PeriodOffers {
  readonly #rule: PeriodRule
  #window: PeriodWindow | undefined
  #offer: PeriodOffer | undefined
  #bonusVersion = 0

  constructor(rule: PeriodRule) {
    this.#rule = rule
  }

  around(instant: number): PeriodOffer {
    if (this.#offer === undefined || this.#window === undefined || !contains(this.#window.running, instant)) {
      this.#window = periodsAround(this.#rule, new Date(instant))
      const { previous, running, next } = this.#window
      const periods = [previous, running, next].filter((period) => period !== null)
      this.#offer = {
        keys: periods.map((period) => period.key),
        starts: periods.map((period) => period.startsAt.toISOString()),
        ends: periods.map((period) => period.endsAt.toISOString()),
        bonusVersion: this.#bonusVersion,
      }
    }
    return this.#offer
  }

  /** What an answer of the database said about the active bonus table. */
  useBonuses(version: number): void {
    if (version === this.#bonusVersion) return
    this.#bonusVersion = version
    this.#offer = undefined
  }
}

function contains(period: Period, instant: number): boolean {
  return period.startsAt.getTime() <= instant && instant < period.endsAt.getTime()
}
