import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { type ClaimRecord, joinEntry, recordColumns, toClaimRecord } from './claim-record.ts'

export interface ListClaimsOptions {
  readonly action: string
  readonly period: string
  /**
   * Rank after which to begin: the last one of the page before.
   * @default 0
   */
  readonly after?: number
  readonly limit: number
}

/**
 * A page of a period's standing claims in rank order. Reads by the index `(action, period, rank)`, never by offset.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export async function listClaims(db: Database, options: ListClaimsOptions): Promise<readonly ClaimRecord[]> {
  const { action, period, after = 0, limit } = options
  assertName('action', action)
  assertName('period', period)
  assertWholeNumber('after', after, 0, Number.MAX_SAFE_INTEGER)
  assertWholeNumber('limit', limit, 1, 1000)
  const { rows } = await ask(
    db,
    async (session) =>
      await session.query({
        name: 'daylatch_list_claims',
        text: `
select ${recordColumns('e.balance')}
from daylatch.claim k ${joinEntry}
where k.action = $1 and k.period = $2 and k.rank > $3 and k.released_at is null
order by k.rank limit $4`,
        values: [action, period, after, limit],
      }),
  )
  return rows.map(toClaimRecord)
}
