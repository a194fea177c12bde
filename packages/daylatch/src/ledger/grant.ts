import type { Database, Session } from '../drivers/database.ts'
import { badOption } from '../errors.ts'
import { AMOUNT_LIMIT, checkOperation, type Operation, type OperationOptions } from './account.ts'
import { type Entry, type EntryKind, toEntry } from './entry.ts'
import { findEntry, keyed } from './keyed.ts'
import { noteSpend } from './order.ts'
import { writeEntry } from './write-entry.ts'

export interface GrantOptions extends OperationOptions {
  /** Whole number of units, at least 1. */
  readonly amount: number
}

export interface GrantResult {
  readonly status: 'granted'
  readonly entry: Entry
  /** Whether the key was found: the entry is the one of the first call. */
  readonly replayed: boolean
}

/**
 * Adds to an account.
 *
 * @throws {DaylatchError} BAD_OPTION (also for an amount that the balance could not count exactly any more), KEY_REUSED,
 * LOCK_TIMEOUT, CONNECTION_LOST (the outcome is not known: repeat it with its key, or look), DEADLOCK, SERIALIZATION,
 * UNSAFE_ISOLATION, POOL_REENTRY, SCHEMA_MISSING, DATABASE
 */
export async function grant(db: Database, subject: string, options: GrantOptions): Promise<GrantResult> {
  const operation = checkOperation(subject, options)
  return await keyed<GrantResult>(
    db,
    operation,
    async (session) => {
      const entry = await findEntry(session, operation, 'grant')
      return entry === undefined ? undefined : { status: 'granted', entry, replayed: true }
    },
    async (session) => {
      const entry = await addToAccount(session, operation, 'grant')
      await noteSpend(db, session)
      return { status: 'granted', entry, replayed: false }
    },
  )
}

/** The inserted version is 1, so `version + excluded.version` counts on without a gap. */
const addStatement = {
  name: 'daylatch_add',
  text: `
with added as (
  insert into daylatch.balance as b (subject, unit, account, amount, version)
  values ($1, $2, $3, $4, 1)
  on conflict (subject, unit, account) do update
    set amount = b.amount + excluded.amount, version = b.version + excluded.version
    where b.amount <= ${AMOUNT_LIMIT} - excluded.amount
  returning b.version, b.amount
)
${writeEntry('added', 'claim_id')}`,
}

/** @throws {DaylatchError} BAD_OPTION when the balance would be more than can be counted exactly */
export async function addToAccount(
  session: Session,
  { subject, unit, account, amount, key, reason, actor, claimId }: Operation,
  kind: EntryKind,
): Promise<Entry> {
  const { rows } = await session.query({
    ...addStatement,
    values: [subject, unit, account, amount, kind, key, reason, actor, claimId ?? null],
  })
  if (rows[0] === undefined)
    throw badOption('amount', `so much that the balance stays within ${AMOUNT_LIMIT}`, amount)
  return toEntry(rows[0])
}
