import { newClaimId } from './claim-id.ts'
import type { PeriodRule } from '../period/period.ts'
import type { ClaimStatements } from './statements.ts'
import type { MakeUpPlan } from './make-up-plan.ts'
import type { RequestKey } from './request-key.ts'
import type { RandomReward, Reward } from './reward.ts'

/** An action that is limited, checked and ready: what `once` was called with, and the statements that follow from it. */
export interface Action {
  readonly name: string
  readonly rule: PeriodRule
  readonly reward: Reward | RandomReward | null
  /** Whether the active bonus table adds to the reward. */
  readonly bonuses: boolean
  /** Whether claims are numbered. */
  readonly ranked: boolean
  readonly statements: ClaimStatements
  /** For a claim inside a caller's transaction, which must never hold the counter that all claims of a period share. */
  readonly insideStatements: ClaimStatements
  /** `null` where missed periods cannot be made up. */
  readonly makeUp: MakeUpPlan | null
}

/** What a caller asks for. */
export interface Wish {
  readonly subject: string
  readonly account: string
  readonly key?: RequestKey | undefined
  /** What it was promised where the reward is random. */
  readonly drawn?: number | undefined
}

/** One attempt of one request. A request that has to try again gets a new id for it, and remembers the old one. */
export interface Attempt extends Wish {
  readonly id: string
  /** Whether no other attempt will follow, so that what it finds is the verdict in any case. */
  readonly isLast?: boolean
}

/** An attempt under an id that nothing in the database can carry yet. */
export function newAttempt(wish: Wish, isLast: boolean = false): Attempt {
  const { subject, account, key, drawn } = wish
  return { id: newClaimId(), subject, account, key, drawn, isLast }
}
