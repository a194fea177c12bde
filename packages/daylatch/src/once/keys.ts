import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { assertWholeNumber } from '../options.ts'
import { type ClaimRecord, text } from './claim-record.ts'
import { deleteExpiredKeys, recordLostKey } from './key-statements.ts'
import type { RequestKey } from './request-key.ts'

/** How many keys one transaction deletes: short enough to be in nobody's way. */
const PRUNE_BATCH = 1000

export interface PruneKeysOptions {
  /**
   * Most keys to delete in this call.
   * @default 100000
   */
  readonly limit?: number
}

/**
 * Deletes idempotency keys whose seven days are over. They count as absent already; this gives their space back.
 *
 * @returns how many were deleted
 * @throws {DaylatchError} BAD_OPTION
 */
export async function pruneKeys(db: Database, options: PruneKeysOptions = {}): Promise<number> {
  const { limit = 100_000 } = options
  assertWholeNumber('limit', limit, 1, 100_000_000)
  let deleted = 0
  while (deleted < limit) {
    const batch = Math.min(PRUNE_BATCH, limit - deleted)
    const { rows } = await ask(
      db,
      async (session) => await session.query({ ...deleteExpiredKeys, values: [batch] }),
    )
    const count = Number(text(rows[0] ?? {}, 'deleted'))
    deleted += count
    if (count < batch) break
  }
  return deleted
}

/** Records that the request with this key lost to a claim, maybe of another subject, outside of a batch. */
export async function recordLoss(
  db: Database,
  action: string,
  subject: string,
  { key, hash }: RequestKey,
  claim: Pick<ClaimRecord, 'id' | 'subject'>,
): Promise<void> {
  const values = [subject, action, key, hash, claim.id, claim.subject]
  await ask(db, async (session) => await session.query({ ...recordLostKey, values }))
}
