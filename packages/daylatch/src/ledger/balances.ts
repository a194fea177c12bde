import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { assertName } from '../options.ts'

/** An account's state. `amount` includes `held`; what can be spent is the difference. */
export interface Balance {
  readonly unit: string
  readonly account: string
  readonly amount: number
  readonly held: number
  /** Number of entries so far, which is the `seq` of the latest. */
  readonly version: number
}

/**
 * All accounts of a subject, by unit and account.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export async function balances(db: Database, subject: string): Promise<readonly Balance[]> {
  assertName('subject', subject)
  const { rows } = await ask(
    db,
    async (session) =>
      await session.query({
        name: 'daylatch_balances',
        text: `select unit, account, amount, held, version from daylatch.balance where subject = $1 order by unit, account`,
        values: [subject],
      }),
  )
  return rows.map((row) => ({
    unit: row['unit'] ?? '',
    account: row['account'] ?? '',
    amount: Number(row['amount']),
    held: Number(row['held']),
    version: Number(row['version']),
  }))
}
