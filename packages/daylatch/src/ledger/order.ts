import type { Database, Session } from '../drivers/database.ts'
import { isDevelopment } from '../development.ts'
import { text } from '../rows.ts'

/** The latest transaction in which a client of somebody's took the row of an account. */
const spentIn = new WeakMap<object, string>()

const currentTransaction = {
  text: `select coalesce(pg_catalog.pg_current_xact_id_if_assigned()::text, '') as id`,
}

/**
 * Notes that the caller's transaction has taken the row of an account. Whatever takes one counts: spending, granting,
 * settling, and a claim's own reward.
 *
 * Nothing is noted in production, nor for transactions of our own, which end with the operation.
 */
export async function noteSpend(db: Database, session: Session): Promise<void> {
  if (!db.isJoined || !isDevelopment()) return
  const { rows } = await session.query(currentTransaction)
  const id = rows[0] === undefined ? '' : text(rows[0], 'id')
  if (id !== '') spentIn.set(db.source, id)
}

/**
 * Whether the caller's transaction has taken the row of an account before. A claim that comes after it can deadlock:
 * batches take the latch first and the account second.
 *
 * Compares transactions, for a client goes back to its pool and begins others. What was undone by a savepoint of the
 * caller's own still counts.
 */
export async function hasSpent(db: Database, session: Session): Promise<boolean> {
  const spent = spentIn.get(db.source)
  if (spent === undefined || !db.isJoined || !isDevelopment()) return false
  const { rows } = await session.query(currentTransaction)
  return rows[0] !== undefined && text(rows[0], 'id') === spent
}
