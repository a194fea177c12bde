import type { Pool } from 'pg'
import type { Readable } from 'node:stream'
import { pagedCsv } from './paged-csv.ts'

const PAGE = 1000

interface EntryRow {
  readonly subject: string
  readonly unit: string
  readonly account: string
  readonly seq: string
  readonly kind: string
  readonly amount: string
  readonly balance: string
  readonly claim_id: string | null
  readonly reservation_id: string | null
  readonly key: string | null
  readonly reason: string | null
  readonly actor: string | null
  readonly entered_at: Date
}

export interface EntryFilter {
  readonly from?: Date
  readonly to?: Date
}

/** The change log: every entry, by subject and account, in the order of each account. */
export function entriesCsv(pool: Pool, filter: EntryFilter): Readable {
  return pagedCsv<EntryRow>(
    {
      subject: (row) => row.subject,
      unit: (row) => row.unit,
      account: (row) => row.account,
      seq: (row) => Number(row.seq),
      kind: (row) => row.kind,
      amount: (row) => Number(row.amount),
      balance: (row) => Number(row.balance),
      enteredAt: (row) => row.entered_at,
      claimId: (row) => row.claim_id,
      reservationId: (row) => row.reservation_id,
      key: (row) => row.key,
      reason: (row) => row.reason,
      actor: (row) => row.actor,
    },
    async (last) => await readEntries(pool, filter, last),
  )
}

async function readEntries(
  pool: Pool,
  { from, to }: EntryFilter,
  last: EntryRow | undefined,
): Promise<readonly EntryRow[]> {
  const { rows } = await pool.query<EntryRow>(
    `select subject, unit, account, seq, kind, amount, balance, claim_id, reservation_id, key, reason, actor, entered_at
     from daylatch.entry
     where ($1::timestamptz is null or entered_at >= $1) and ($2::timestamptz is null or entered_at < $2)
       and (subject, unit, account, seq) > ($3, $4, $5, $6::bigint)
     order by subject, unit, account, seq limit ${PAGE}`,
    [from ?? null, to ?? null, last?.subject ?? '', last?.unit ?? '', last?.account ?? '', last?.seq ?? 0],
  )
  return rows
}
