import { atomically } from '../drivers/atomically.ts'
import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { assertWholeNumber } from '../options.ts'
import { text } from '../rows.ts'
import type { Account } from './account.ts'
import { letExpiredGo, lockAccount } from './expired.ts'

export interface ExpireOptions {
  /**
   * Most reservations that are looked at.
   * @default 1000
   */
  readonly limit?: number
}

/** Housekeeping does not queue up behind somebody's long transaction: what it cannot have now it takes next time. */
const LOCK_TIMEOUT_MS = 100

const forgottenStatement = {
  name: 'daylatch_forgotten_reservations',
  text: `
select distinct f.subject, f.unit, f.account
from (
  select r.subject, r.unit, r.account from daylatch.reservation r
  where r.state = 'held' and r.expires_at <= (select daylatch.clock())
  order by r.expires_at limit $1
) f
order by f.subject, f.unit, f.account`,
}

/**
 * Lets forgotten reservations go: held ones whose time is over, the oldest first. Call it now and then; a spend or
 * reserve that finds too little does it for its own account anyway.
 *
 * One short transaction per account. An account that somebody holds is left for the next call.
 *
 * @returns how many expired
 * @throws {DaylatchError} BAD_OPTION (also in a transaction of yours), CONNECTION_LOST, DATABASE
 */
export async function expireReservations(db: Database, options: ExpireOptions = {}): Promise<number> {
  const { limit = 1000 } = options
  assertWholeNumber('limit', limit, 1, 100_000)
  if (db.isJoined) throw badOption('db', 'a pool; it takes many short transactions', 'a client')
  const { rows } = await ask(
    db,
    async (session) => await session.query({ ...forgottenStatement, values: [limit] }),
  )
  let expired = 0
  for (const row of rows) {
    const [subject, unit, account] = [text(row, 'subject'), text(row, 'unit'), text(row, 'account')]
    expired += await letGo(db, { subject, unit, account })
  }
  return expired
}

async function letGo(db: Database, account: Account): Promise<number> {
  try {
    return await atomically(
      db,
      { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: [account.subject] },
      async (session) => {
        await lockAccount(session, account)
        return (await letExpiredGo(session, account)).length
      },
    )
  } catch (error) {
    if (error instanceof DaylatchError && error.code === 'LOCK_TIMEOUT') return 0
    throw error
  }
}
