import type { ClaimRecord } from './claim-record.ts'

/** The verdict on a claim. An expected refusal is a value: the loser gets the winner's record. */
export interface ClaimResult {
  /** `claimed`: this call's claim is committed. `already`: somebody's was before, and `claim` is that one. */
  readonly status: 'claimed' | 'already'
  readonly claim: ClaimRecord
  /** When the next slot of this subject opens. */
  readonly opensAt: Date
}

/** Where a subject stands, without claiming. */
export interface StatusResult {
  /** The claim that closes the slot now, or `null` when a claim would be let in. */
  readonly claim: ClaimRecord | null
  readonly opensAt: Date
}
