import type { Row } from '../drivers/database.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'

/** What stands in the way of an attempt that lost. */
export interface Loss {
  /** `undefined` when the claim's entry is gone: somebody deleted it, or a backup is incomplete. */
  readonly record: ClaimRecord | undefined
  /** Whether the claim still closed the slot when it was looked at. */
  readonly standing: boolean
}

/** Reads a row of `winnersInTheWay`. */
export function toLoss(row: Row): Loss {
  if (row['reward'] != null && row['balance'] == null) return { record: undefined, standing: true }
  const record = toClaimRecord(row)
  // `pg` gives booleans of an untyped result as the server's text: t or f.
  return { record, standing: row['released'] !== 't' && record.endsAt.getTime() > Number(text(row, 'at')) }
}
