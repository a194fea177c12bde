import type { Pool } from 'pg'
import type { Readable } from 'node:stream'
import { pagedCsv } from './paged-csv.ts'

const PAGE = 1000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

interface ClaimRow {
  readonly subject: string
  readonly claim_id: string
  readonly action: string
  readonly kind: string
  readonly period: string
  readonly zone: string
  readonly starts_at: Date
  readonly ends_at: Date
  readonly claimed_at: Date
  readonly released_at: Date | null
  readonly streak: number
  readonly rank: string | null
  readonly unit: string | null
  readonly account: string | null
  readonly reward: string | null
  readonly bonus: string
}

/** Every claim of every action, by subject. */
export function claimsCsv(pool: Pool): Readable {
  return pagedCsv<ClaimRow>(
    {
      subject: (row) => row.subject,
      claimId: (row) => row.claim_id,
      action: (row) => row.action,
      kind: (row) => row.kind,
      period: (row) => row.period,
      zone: (row) => row.zone,
      startsAt: (row) => row.starts_at,
      endsAt: (row) => row.ends_at,
      claimedAt: (row) => row.claimed_at,
      releasedAt: (row) => row.released_at,
      streak: (row) => row.streak,
      rank: (row) => numberOrNull(row.rank),
      unit: (row) => row.unit,
      account: (row) => row.account,
      reward: (row) => numberOrNull(row.reward),
      bonus: (row) => Number(row.bonus),
    },
    async (last) => {
      const { rows } = await pool.query<ClaimRow>(
        `select subject, claim_id, action, kind, period, zone,
                case when starts_at = '-infinity' then null else starts_at end as starts_at,
                case when ends_at = 'infinity' then null else ends_at end as ends_at,
                claimed_at, released_at, streak, rank, unit, account, reward, bonus
         from daylatch.claim where (subject, claim_id) > ($1, $2::uuid)
         order by subject, claim_id limit ${PAGE}`,
        [last?.subject ?? '', last?.claim_id ?? BEFORE_ALL],
      )
      return rows
    },
  )
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text)
}
