import type { EffectRecord } from '../effect/effect-record.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Reservation } from '../ledger/reservation.ts'
import type { Balance } from '../ledger/balances.ts'
import type { Period, PeriodRule } from '../period/period.ts'

/** Everything that decides what becomes of a subject's claims, and what became of the last ones. One snapshot. */
export interface Explanation {
  readonly subject: string
  /** By the database's clock, which is the one that counts. */
  readonly at: Date
  readonly actions: readonly ActionExplanation[]
  readonly accounts: readonly AccountExplanation[]
  /** What is set aside now, and the latest that were. */
  readonly reservations: readonly Reservation[]
  /** Idempotency keys that are remembered: a request with one of them gets its first answer again. */
  readonly keys: readonly RememberedKey[]
}

export interface ActionExplanation {
  readonly action: string
  /** What the caller said that the action's rule is now; `null` for an action that he does not know. */
  readonly rule: PeriodRule | null
  readonly running: Period | null
  readonly verdict: Verdict
  /** All claims ever, also those that retention has dropped. */
  readonly claimed: number
  /** The latest, newest first. */
  readonly claims: readonly ClaimFacts[]
  /** Periods before the running one and after the subject's first remembered claim that nobody claimed; latest first. */
  readonly missed: readonly string[]
}

/** What would become of a claim made now. */
export type Verdict =
  | { readonly state: 'open'; readonly why: 'never-claimed' | 'earlier-period' | 'released' }
  | {
      readonly state: 'closed'
      /**
       * `claimed`: the running period is the claimed one. `still-runs`: the claim is of another period, by a rule that has
       * been changed since, and is not over. `not-later`: it is over, and the running period is not later than it.
       */
      readonly why: 'claimed' | 'still-runs' | 'not-later'
      readonly claimId: string
      readonly period: string
      /** `null`: never. */
      readonly opensAt: Date | null
    }

export interface ClaimFacts {
  readonly id: string
  readonly kind: 'ordinary' | 'make-up'
  readonly period: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly claimedAt: Date
  readonly releasedAt: Date | null
  readonly zone: string
  readonly rank: number | null
  readonly streak: number
  readonly reward: {
    readonly amount: number
    readonly bonus: number
    readonly unit: string
    readonly account: string
    readonly seq: number
    /** What the account held right after; `null` when retention has dropped the entry. */
    readonly balance: number | null
  } | null
  /** What it was made for, such as a message, as that stands now; `null` for a claim without an effect. */
  readonly effect: EffectRecord | null
  readonly notes: readonly ClaimNote[]
}

/** What a person who looks at a claim might not expect. */
export type ClaimNote =
  /** The clock on the wall showed another date than the period's: the day had begun before midnight, or not yet ended. */
  | { readonly note: 'other-date'; readonly localDate: string; readonly localTime: string }
  /** The zone is another one now. */
  | { readonly note: 'other-zone'; readonly now: string }
  /** By the rule of now the period of this name has other bounds: zone or reset time were changed. */
  | { readonly note: 'other-bounds'; readonly startsAt: Date; readonly endsAt: Date }
  /** The rule of now has no period of this name: the unit was changed. */
  | { readonly note: 'other-unit' }

export interface AccountExplanation extends Balance {
  /** The latest, newest first. */
  readonly entries: readonly Entry[]
}

export interface RememberedKey {
  readonly action: string
  readonly key: string
  /** Whether its request is the one that claimed; else it was told of the claim of another one. */
  readonly won: boolean
  readonly claimId: string
  readonly expiresAt: Date
}
