import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption } from '../errors.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { type ClaimRecord, joinEntry, recordColumns, toClaimRecord } from './claim-record.ts'

export interface HistoryOptions {
  /** Where to go on: the last record of the page before. */
  readonly before?: { readonly startsAt: Date; readonly id: string }
  readonly limit: number
  /** Only periods that start at this instant or later. */
  readonly from?: Date
  /** Only periods that start before this instant. */
  readonly to?: Date
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

// By a key and not by an offset: claims that come in meanwhile neither repeat nor hide a record of the next page.
const historyStatement = {
  name: 'daylatch_history',
  text: `
select ${recordColumns('e.balance')}
from daylatch.claim k ${joinEntry}
where k.subject = $1 and k.action = $2
  and ($3::timestamptz is null or (k.starts_at, k.claim_id) < ($3::timestamptz, $4::uuid))
  and ($5::timestamptz is null or k.starts_at >= $5::timestamptz)
  and ($6::timestamptz is null or k.starts_at < $6::timestamptz)
order by k.starts_at desc, k.claim_id desc limit $7`,
}

/** A page of a subject's claims, latest period first; released ones are among them, with the time of their release. */
export async function findHistory(
  db: Database,
  action: string,
  subject: string,
  options: HistoryOptions,
): Promise<readonly ClaimRecord[]> {
  const { before, limit, from, to } = options
  assertName('subject', subject)
  assertWholeNumber('limit', limit, 1, 1000)
  if (before !== undefined && !UUID.test(before.id))
    throw badOption('before.id', 'the id of a claim', before.id)
  const values = [
    subject,
    action,
    instant('before.startsAt', before?.startsAt),
    before?.id ?? null,
    instant('from', from),
    instant('to', to),
    limit,
  ]
  const { rows } = await ask(db, async (session) => await session.query({ ...historyStatement, values }))
  return rows.map(toClaimRecord)
}

function instant(option: string, value: Date | undefined): string | null {
  if (value === undefined) return null
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    throw badOption(option, 'a valid Date', value)
  return value.toISOString()
}
