import type { Statement } from '../drivers/database.ts'
import type { Action, Attempt } from './action.ts'
import type { PeriodOffer } from './period-offer.ts'
import { settleKeys, takeKeys } from './key-statements.ts'
import { isRandom, type RandomReward, type Reward } from './reward.ts'
import { type ClaimStatements, winnersInTheWay } from './statements.ts'

/** The statements of one attempt for each of some subjects, with their values, in the order in which they must run. */
export interface ClaimSteps {
  /** Only where some attempt has an idempotency key. */
  readonly takeKeys: Statement | undefined
  readonly takeLatches: Statement
  readonly recordClaims: Statement
  /** For the attempts without a key. */
  readonly findWinners: Statement
  /** For the attempts with a key: only where there are some. */
  readonly settleKeys: Statement | undefined
}

/** The same steps serve a batch in a transaction of its own and a claim inside a caller's: only `statements` differ. */
export function claimSteps(
  action: Action,
  statements: ClaimStatements,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
): ClaimSteps {
  const { name, reward, rule, bonuses } = action
  const subjects = attempts.map((attempt) => attempt.subject)
  const ids = attempts.map((attempt) => attempt.id)
  const accounts = attempts.map((attempt) => attempt.account)
  const payment = reward === null ? [] : [reward.unit, amounts(reward, attempts)]
  if (bonuses) payment.push(offer.bonusVersion ?? 0)
  const toTake = [name, subjects, ids, accounts, offer.keys, offer.starts, offer.ends, ...payment]
  const recordClaims = { ...statements.recordClaims, values: [name, subjects, ids, rule.zone, ...payment] }
  if (!attempts.some((attempt) => attempt.key !== undefined)) {
    return {
      takeKeys: undefined,
      takeLatches: { ...statements.takeLatches, values: toTake },
      recordClaims,
      findWinners: { ...winnersInTheWay, values: [name, subjects, ids] },
      settleKeys: undefined,
    }
  }
  const keys = attempts.map((attempt) => attempt.key?.key ?? null)
  const keyless = attempts.filter((attempt) => attempt.key === undefined)
  return {
    ...keySteps(name, attempts),
    takeLatches: { ...statements.takeLatchesByKey, values: [...toTake, keys] },
    recordClaims,
    findWinners: {
      ...winnersInTheWay,
      values: [name, keyless.map((attempt) => attempt.subject), keyless.map((attempt) => attempt.id)],
    },
  }
}

function amounts(
  reward: Reward | RandomReward,
  attempts: readonly Attempt[],
): number | readonly (number | undefined)[] {
  return isRandom(reward) ? attempts.map((attempt) => attempt.drawn) : reward.amount
}

function keySteps(name: string, attempts: readonly Attempt[]): Pick<ClaimSteps, 'takeKeys' | 'settleKeys'> {
  const keyed = attempts.flatMap(({ key, ...attempt }) => (key === undefined ? [] : [{ ...attempt, ...key }]))
  const values = [
    name,
    keyed.map((attempt) => attempt.subject),
    keyed.map((attempt) => attempt.id),
    keyed.map((attempt) => attempt.key),
    keyed.map((attempt) => attempt.hash),
  ]
  return {
    takeKeys: { ...takeKeys, values },
    settleKeys: { ...settleKeys, values: [...values, keyed.map((attempt) => attempt.isLast ?? false)] },
  }
}
