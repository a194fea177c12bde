import type { Database, Session } from '../drivers/database.ts'
import { checkOperation, type Operation, type OperationOptions } from './account.ts'
import { type Entry, type EntryKind, toEntry } from './entry.ts'
import { findEntry, keyed } from './keyed.ts'
import { noteSpend } from './order.ts'
import { type Insufficient, takeOrTell } from './too-little.ts'
import { writeEntry } from './write-entry.ts'

export interface SpendOptions extends OperationOptions {
  /** Whole number of units, at least 1. */
  readonly amount: number
}

export type SpendResult =
  | {
      readonly status: 'spent'
      readonly entry: Entry
      /** Whether the key was found: the entry is the one of the first call. */
      readonly replayed: boolean
    }
  | Insufficient

/**
 * Takes from an account, if what is free suffices. In a transaction of yours, claim before you spend.
 *
 * Too little is an answer, moves nothing and uses no key up.
 *
 * @throws {DaylatchError} as `grant`
 */
export async function spend(db: Database, subject: string, options: SpendOptions): Promise<SpendResult> {
  const asked = checkOperation(subject, options)
  const operation = { ...asked, amount: -asked.amount }
  return await keyed<SpendResult>(
    db,
    operation,
    async (session) => {
      const entry = await findEntry(session, operation, 'spend')
      return entry === undefined ? undefined : { status: 'spent', entry, replayed: true }
    },
    async (session) => {
      const taken = await takeFromAccount(session, operation, 'spend')
      if ('status' in taken) return taken
      await noteSpend(db, session)
      return { status: 'spent', entry: taken, replayed: false }
    },
  )
}

/** The guard is checked on the committed row, after any wait for it: `$4` is negative. */
const takeStatement = {
  name: 'daylatch_take',
  text: `
with taken as (
  update daylatch.balance b set amount = b.amount + $4, version = b.version + 1
  where b.subject = $1 and b.unit = $2 and b.account = $3 and b.amount - b.held >= -$4::bigint
  returning b.version, b.amount
)
${writeEntry('taken', 'claim_id')}`,
}

/** @param operation with a negative amount */
export async function takeFromAccount(
  session: Session,
  operation: Operation,
  kind: EntryKind,
): Promise<Entry | Insufficient> {
  const { subject, unit, account, amount, key, reason, actor, claimId } = operation
  return await takeOrTell(session, operation, -amount, async () => {
    const { rows } = await session.query({
      ...takeStatement,
      values: [subject, unit, account, amount, kind, key, reason, actor, claimId ?? null],
    })
    return rows[0] === undefined ? undefined : toEntry(rows[0])
  })
}
