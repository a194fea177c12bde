import { opensAfter } from '../period/opens-after.ts'
import type { PeriodRule } from '../period/period.ts'
import type { ClaimRecord } from './claim-record.ts'

/** When slots open, computed once per claimed period: nearly all claims of a moment share theirs. */
export class OpeningTimes {
  readonly #rule: PeriodRule
  #last: { readonly period: string; readonly endsAt: number; readonly opensAt: Date | null } | undefined

  constructor(rule: PeriodRule) {
    this.#rule = rule
  }

  after(record: ClaimRecord): Date | null {
    const { period, endsAt } = record
    if (this.#last?.period !== period || this.#last.endsAt !== endsAt.getTime()) {
      this.#last = { period, endsAt: endsAt.getTime(), opensAt: opensAfter(this.#rule, record) }
    }
    return this.#last.opensAt
  }
}
