import { assertName, assertWholeNumber } from '../options.ts'

/** What a claim pays, in the same transaction. */
export interface Reward {
  /** Whole number of units, at least 1. */
  readonly amount: number
  /** What is paid: the name of a kind of balance, such as `reading`. */
  readonly unit: string
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertReward(reward: Reward, option = 'reward'): void {
  assertWholeNumber(`${option}.amount`, reward.amount, 1, 1_000_000_000)
  assertName(`${option}.unit`, reward.unit)
}
