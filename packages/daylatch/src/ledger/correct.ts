import type { Database } from '../drivers/database.ts'
import { badOption } from '../errors.ts'
import { assertName, assertText } from '../options.ts'
import { AMOUNT_LIMIT, checkOperation, type OperationOptions } from './account.ts'
import type { Entry } from './entry.ts'
import { addToAccount } from './grant.ts'
import { findEntry, keyed } from './keyed.ts'
import { noteSpend } from './order.ts'
import { takeFromAccount } from './spend.ts'
import type { Insufficient } from './too-little.ts'

export interface CorrectOptions extends OperationOptions {
  /** Whole number of units to add, or, negative, to take. Not 0. */
  readonly amount: number
  /** Why. Always: a number that nobody can explain is the next thing to be corrected. */
  readonly reason: string
  /** Who decided it. */
  readonly actor: string
}

export type CorrectResult =
  | {
      readonly status: 'corrected'
      readonly entry: Entry
      /** Whether the key was found: the entry is the one of the first call. */
      readonly replayed: boolean
    }
  | Insufficient

/**
 * Puts an account right by one more entry. Nothing that was entered is ever changed, and what is set aside is not
 * touched: a correction that would take it is refused as `insufficient`.
 *
 * @throws {DaylatchError} as `grant`
 */
export async function correct(
  db: Database,
  subject: string,
  options: CorrectOptions,
): Promise<CorrectResult> {
  assertText('reason', options.reason)
  assertName('actor', options.actor)
  const operation = checkOperation(subject, options, -AMOUNT_LIMIT)
  if (operation.amount === 0) throw badOption('amount', 'a whole number other than 0', 0)
  return await keyed<CorrectResult>(
    db,
    operation,
    async (session) => {
      const entry = await findEntry(session, operation, 'correction')
      return entry === undefined ? undefined : { status: 'corrected', entry, replayed: true }
    },
    async (session) => {
      const moved =
        operation.amount > 0
          ? await addToAccount(session, operation, 'correction')
          : await takeFromAccount(session, operation, 'correction')
      if ('status' in moved) return moved
      await noteSpend(db, session)
      return { status: 'corrected', entry: moved, replayed: false }
    },
  )
}
