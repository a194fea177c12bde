import { randomInt } from 'node:crypto'
import { badOption } from '../errors.ts'
import { assertName, assertWholeNumber } from '../options.ts'

const LARGEST = 1_000_000_000

/** What a claim pays, in the same transaction. */
export interface Reward {
  /** Whole number of units, at least 1. */
  readonly amount: number
  /** What is paid: the name of a kind of balance, such as `reading`. */
  readonly unit: string
}

/** A reward that is drawn, each amount from `min` to `max` as likely as any other. */
export interface RandomReward {
  /** Whole number of units, at least 1. */
  readonly min: number
  /** Whole number of units, at least `min`. */
  readonly max: number
  /** What is paid: the name of a kind of balance, such as `reading`. */
  readonly unit: string
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertReward(reward: Reward, option = 'reward'): void {
  assertWholeNumber(`${option}.amount`, reward.amount, 1, LARGEST)
  assertName(`${option}.unit`, reward.unit)
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertAnyReward(reward: Reward | RandomReward): void {
  if (!isRandom(reward)) return assertReward(reward)
  if ('amount' in reward) throw badOption('reward', 'either an amount, or min and max', 'both')
  assertWholeNumber('reward.min', reward.min, 1, LARGEST)
  assertWholeNumber('reward.max', reward.max, reward.min, LARGEST)
  assertName('reward.unit', reward.unit)
}

export function isRandom(reward: Reward | RandomReward): reward is RandomReward {
  return 'min' in reward || 'max' in reward
}

/** Draws the amount of one request where the reward is random; see {@link settledReward}. */
export function drawnAmount(reward: Reward | RandomReward | null): number | undefined {
  return reward !== null && isRandom(reward) ? randomInt(reward.min, reward.max + 1) : undefined
}

/**
 * The reward of one request. A random one is drawn here, once: all attempts of the request keep it, and the claim
 * stores it, so that no later answer can differ.
 */
export function settledReward(reward: Reward | RandomReward | null): Reward | null {
  if (reward === null || !isRandom(reward)) return reward
  return { amount: drawnAmount(reward) ?? 0, unit: reward.unit }
}
