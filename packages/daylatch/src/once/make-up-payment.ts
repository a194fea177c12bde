import type { Session } from '../drivers/database.ts'
import type { Operation } from '../ledger/account.ts'
import type { Entry } from '../ledger/entry.ts'
import { addToAccount } from '../ledger/grant.ts'
import { takeFromAccount } from '../ledger/spend.ts'
import { Refused } from './make-up-result.ts'
import type { Reward } from './reward.ts'

/** The entries of a make-up. */
export interface MakeUpPayment {
  readonly cost: Entry | null
  readonly reward: Entry | null
}

/** Whose account, and for which claim. */
export type Payee = Pick<Operation, 'subject' | 'account'> & { readonly claimId: string }

/**
 * Takes the cost and pays the reward, in the transaction of the make-up. Of two accounts the one with the lesser unit
 * comes first, whoever asks; within one account the cost, which has to suffice without the reward.
 *
 * @throws {Refused} when the cost is more than is free: then nothing is left of the transaction
 */
export async function chargeAndPay(
  session: Session,
  payee: Payee,
  cost: Reward | null,
  reward: Reward | null,
): Promise<MakeUpPayment> {
  if (cost !== null && reward !== null && reward.unit < cost.unit) {
    const paid = await pay(session, payee, reward)
    return { cost: await charge(session, payee, cost), reward: paid }
  }
  const charged = cost === null ? null : await charge(session, payee, cost)
  return { cost: charged, reward: reward === null ? null : await pay(session, payee, reward) }
}

async function pay(session: Session, payee: Payee, { unit, amount }: Reward): Promise<Entry> {
  return await addToAccount(session, operationOf(payee, unit, amount), 'make-up')
}

async function charge(session: Session, payee: Payee, { unit, amount }: Reward): Promise<Entry> {
  const taken = await takeFromAccount(session, operationOf(payee, unit, -amount), 'make-up-cost')
  if (!('status' in taken)) return taken
  const { account } = payee
  const { amount: inIt, held, needed } = taken
  throw new Refused({ rule: 'insufficient', unit, account, amount: inIt, held, needed })
}

function operationOf(payee: Payee, unit: string, amount: number): Operation {
  return { ...payee, unit, amount, key: null, reason: null, actor: null }
}
