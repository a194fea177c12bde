import type { Pool } from 'pg'
import type { Readable } from 'node:stream'
import { MEMBER_COLUMNS, type MemberRow } from '../accounts/member-row.ts'
import { pagedCsv } from './paged-csv.ts'

const PAGE = 1000

/** Every member; of those whose data was deleted what is left. */
export function membersCsv(pool: Pool): Readable {
  return pagedCsv<MemberRow>(
    {
      id: (row) => row.id,
      name: (row) => row.name,
      email: (row) => row.email,
      role: (row) => row.role,
      createdAt: (row) => row.created_at,
      bannedAt: (row) => row.banned_at,
      deletedAt: (row) => row.deleted_at,
    },
    async (last) => {
      const { rows } = await pool.query<MemberRow>(
        `select ${MEMBER_COLUMNS} from site.member
         where id > $1 order by id limit ${PAGE}`,
        [last?.id ?? ''],
      )
      return rows
    },
  )
}
