import { badOption } from '../errors.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { checkRule } from '../period/check-rule.ts'
import type { PeriodRule } from '../period/period.ts'
import type { Action } from './action.ts'
import type { ClaimQueueOptions } from './claim-queue.ts'
import { checkMakeUp, type MakeUpOptions } from './make-up-plan.ts'
import { assertAnyReward, isRandom, type RandomReward, type Reward } from './reward.ts'
import { claimStatements } from './statements.ts'

export interface OnceOptions {
  /** The period in which the action may happen once, such as `day({ zone: 'Asia/Shanghai', resetAt: '08:00' })`. */
  readonly per: PeriodRule
  /**
   * What a claim pays, in the same transaction.
   * @default null
   */
  readonly reward?: Reward | RandomReward | null
  /**
   * Whether the reward grows by what the active bonus table says for the claim's streak; see `activateBonusTable`.
   * @default false
   */
  readonly streakBonuses?: boolean
  /**
   * Whether claims are numbered in the order of their commits. All claims of a period then share one counter row.
   * @default false
   */
  readonly rank?: boolean
  /**
   * Whether and how periods that were missed can be claimed later.
   * @default null
   */
  readonly makeUp?: MakeUpOptions | null
  /**
   * Most claims in one transaction.
   * @default 256
   */
  readonly maxBatch?: number
  /**
   * Most callers that may wait for a verdict; one more is refused with `OVERLOADED`.
   * @default 10000
   */
  readonly maxQueued?: number
  /**
   * How many "already claimed" are remembered in this process until their period ends. 0 turns it off.
   * @default 50000
   */
  readonly cacheSize?: number
  /**
   * How long a claim waits, in milliseconds, for a row of its own subject that another transaction holds.
   * @default 5000
   */
  readonly lockTimeoutMs?: number
  /**
   * How long, in milliseconds, a claim is tried again while the database cannot be reached.
   * @default 10000
   */
  readonly patienceMs?: number
}

/**
 * The action that the options describe, with its defaults resolved.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function checkOptions(
  name: string,
  options: OnceOptions,
): { action: Action; queueOptions: ClaimQueueOptions } {
  const { per, reward = null, rank = false, maxBatch = 256, maxQueued = 10_000, cacheSize = 50_000 } = options
  const { lockTimeoutMs = 5000, patienceMs = 10_000, makeUp: making = null } = options
  const { streakBonuses: bonuses = false } = options
  assertName('action', name)
  const rule = checkRule('per', per)
  if (reward !== null) assertAnyReward(reward)
  if (typeof bonuses !== 'boolean') throw badOption('streakBonuses', 'true or false', bonuses)
  if (bonuses && reward === null) throw badOption('streakBonuses', 'false where there is no reward', bonuses)
  if (typeof rank !== 'boolean') throw badOption('rank', 'true or false', rank)
  assertWholeNumber('maxBatch', maxBatch, 1, 10_000)
  assertWholeNumber('maxQueued', maxQueued, 1, 10_000_000)
  assertWholeNumber('cacheSize', cacheSize, 0, 10_000_000)
  assertWholeNumber('lockTimeoutMs', lockTimeoutMs, 1, 600_000)
  assertWholeNumber('patienceMs', patienceMs, 0, 600_000)
  const kind = { rewarded: reward !== null, drawn: reward !== null && isRandom(reward), bonuses }
  return {
    action: {
      name,
      rule,
      reward,
      bonuses,
      ranked: rank,
      statements: claimStatements({ ...kind, ranking: rank ? 'now' : 'none' }),
      insideStatements: claimStatements({ ...kind, ranking: rank ? 'later' : 'none' }),
      makeUp: making === null ? null : checkMakeUp(making, rule),
    },
    queueOptions: { maxBatch, maxQueued, cacheSize, lockTimeoutMs, patienceMs },
  }
}
