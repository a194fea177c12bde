import type { Session } from '../drivers/database.ts'
import { text } from '../rows.ts'
import type { Account } from './account.ts'

const lockStatement = {
  name: 'daylatch_lock_account',
  text: `
select from daylatch.balance b where b.subject = $1 and b.unit = $2 and b.account = $3 for no key update`,
}

/** Takes the account's row before any reservation of it: the order in which everybody takes them. */
export async function lockAccount(session: Session, { subject, unit, account }: Account): Promise<void> {
  await session.query({ ...lockStatement, values: [subject, unit, account] })
}

const expireStatement = {
  name: 'daylatch_let_expired_go',
  text: `
with clock as materialized (select daylatch.clock() as at),
gone as (
  update daylatch.reservation r set state = 'expired', ended_at = (select clock.at from clock)
  where r.subject = $1 and r.unit = $2 and r.account = $3 and r.state = 'held'
    and r.expires_at <= (select clock.at from clock)
  returning r.reservation_id, r.amount
),
freed as (
  update daylatch.balance b set held = b.held - (select sum(gone.amount) from gone)
  where b.subject = $1 and b.unit = $2 and b.account = $3 and exists (select from gone)
)
select gone.reservation_id from gone`,
}

/**
 * Lets go what is set aside in one account and whose time is over. The account must be locked: a statement after the lock
 * sees what the others have committed.
 *
 * @returns the ids of the reservations that expired now
 */
export async function letExpiredGo(
  session: Session,
  { subject, unit, account }: Account,
): Promise<readonly string[]> {
  const { rows } = await session.query({ ...expireStatement, values: [subject, unit, account] })
  return rows.map((row) => text(row, 'reservation_id'))
}
