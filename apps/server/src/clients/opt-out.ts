import type { PoolClient } from 'pg'
import type { OptOutSource } from './rules.ts'

export interface OptOutChange {
  readonly clientId: string
  readonly optedOut: boolean
  readonly source: OptOutSource
  /** A member's id; `null` where it was nobody of the staff. */
  readonly actor: string | null
}

/**
 * Notes that a client wants no messages any more, or wants them again, with an event of it. What is so already changes
 * nothing: the first opt-out keeps its time and its source.
 *
 * Whatever was not handed to a gateway before the commit stays here: see `judgeAtDispatch`.
 *
 * @param tx in a transaction; the client's row is locked from here on
 * @returns whether it changed something; not for a client who is gone
 */
export async function changeOptOut(tx: PoolClient, change: OptOutChange): Promise<boolean> {
  const { clientId, optedOut, source, actor } = change
  const { rowCount } = await tx.query(
    `update site.client set opted_out_at = case when $2 then daylatch.clock() end,
       opted_out_source = case when $2 then $3 end, version = version + 1
     where id = $1 and (opted_out_at is not null) <> $2`,
    [clientId, optedOut, source],
  )
  if (rowCount === 0) return false
  await tx.query(
    `insert into site.client_opt_out (client_id, seq, opted_out, source, actor, at)
     select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, daylatch.clock() from site.client_opt_out where client_id = $1`,
    [clientId, optedOut, source, actor],
  )
  return true
}
