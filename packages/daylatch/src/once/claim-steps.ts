import type { Statement } from '../drivers/database.ts'
import type { Action, Attempt } from './action.ts'
import type { PeriodOffer } from './period-offer.ts'
import { type ClaimStatements, winnersInTheWay } from './statements.ts'

/** The statements of one attempt for each of some subjects, with their values, in the order in which they must run. */
export interface ClaimSteps {
  readonly takeLatches: Statement
  readonly recordClaims: Statement
  readonly findWinners: Statement
}

/** The same steps serve a batch in a transaction of its own and a claim inside a caller's: only `statements` differ. */
export function claimSteps(
  action: Action,
  statements: ClaimStatements,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
): ClaimSteps {
  const { name, reward, rule } = action
  const subjects = attempts.map((attempt) => attempt.subject)
  const ids = attempts.map((attempt) => attempt.id)
  const accounts = attempts.map((attempt) => attempt.account)
  const payment = reward === null ? [] : [reward.unit, reward.amount]
  return {
    takeLatches: {
      ...statements.takeLatches,
      values: [name, subjects, ids, accounts, offer.keys, offer.starts, offer.ends, ...payment],
    },
    recordClaims: { ...statements.recordClaims, values: [name, subjects, ids, rule.zone, ...payment] },
    findWinners: { ...winnersInTheWay, values: [name, subjects, ids] },
  }
}
