import type { Session } from '../drivers/database.ts'
import { isTrue, toNumber } from '../rows.ts'
import type { Account } from './account.ts'
import { letExpiredGo, lockAccount } from './expired.ts'

/** There was too little. Nothing has moved. */
export interface Insufficient {
  readonly status: 'insufficient'
  /** What is in the account, and how much of it is set aside. */
  readonly amount: number
  readonly held: number
  readonly needed: number
}

const lookStatement = {
  name: 'daylatch_look_at_account',
  text: `
select b.amount, b.held, exists (
  select from daylatch.reservation r
  where b.held > 0 and r.subject = b.subject and r.unit = b.unit and r.account = b.account
    and r.state = 'held' and r.expires_at <= daylatch.clock()
) as has_expired
from daylatch.balance b where b.subject = $1 and b.unit = $2 and b.account = $3`,
}

/**
 * Tries to take `needed` from what is free in an account. `attempt` is the guarded statement: `undefined` when there was
 * too little. Then the account's own forgotten reservations are let go, and it is tried once more, under the account's
 * lock so that nobody comes between.
 */
export async function takeOrTell<T>(
  session: Session,
  account: Account,
  needed: number,
  attempt: () => Promise<T | undefined>,
): Promise<T | Insufficient> {
  const taken = await attempt()
  if (taken !== undefined) return taken
  const seen = await look(session, account, needed)
  if (!seen.hasExpired && seen.amount - seen.held < needed) return seen.answer
  await lockAccount(session, account)
  await letExpiredGo(session, account)
  return (await attempt()) ?? (await look(session, account, needed)).answer
}

async function look(
  session: Session,
  { subject, unit, account }: Account,
  needed: number,
): Promise<{ amount: number; held: number; hasExpired: boolean; answer: Insufficient }> {
  const { rows } = await session.query({ ...lookStatement, values: [subject, unit, account] })
  const row = rows[0]
  const amount = row === undefined ? 0 : toNumber(row, 'amount')
  const held = row === undefined ? 0 : toNumber(row, 'held')
  const hasExpired = row !== undefined && isTrue(row, 'has_expired')
  return { amount, held, hasExpired, answer: { status: 'insufficient', amount, held, needed } }
}
