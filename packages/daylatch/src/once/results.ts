import type { ClaimRecord } from './claim-record.ts'

/** The verdict on a claim. An expected refusal is a value: the loser gets the winner's record. */
export interface ClaimResult {
  /** `claimed`: this call's claim is committed. `already`: somebody's was before, and `claim` is that one. */
  readonly status: 'claimed' | 'already'
  readonly claim: ClaimRecord
  /** When the next slot of this subject opens. `null`: never, as in a period `ever`. */
  readonly opensAt: Date | null
  /** Whether the answer is that of an earlier call with the same idempotency key, as it was then. */
  readonly replayed: boolean
}

/** The verdict on a claim with a block: `value` is what the block returned, which ran for this call's claim only. */
export type ClaimWithResult<T> =
  | (ClaimResult & { readonly status: 'claimed'; readonly replayed: false; readonly value: T })
  /** Found again by its key: the block ran at the first call. */
  | (ClaimResult & { readonly status: 'claimed'; readonly replayed: true })
  | (ClaimResult & { readonly status: 'already' })

/** Where a subject stands, without claiming. */
export interface StatusResult {
  /** The claim that closes the slot now, or `null` when a claim would be let in. */
  readonly claim: ClaimRecord | null
  /** When the slot opens, or opened. `null`: never. */
  readonly opensAt: Date | null
  /** How many adjoining periods are claimed, up to the running or the previous one; 0 when the streak is broken. */
  readonly streak: number
  /** How many claims the subject has had in all, make-ups included, also those that retention has dropped. */
  readonly claims: number
  /** How many make-ups are used and left in the running month; `null` for an action without make-ups. */
  readonly makeUps: { readonly usedThisMonth: number; readonly leftThisMonth: number } | null
}
