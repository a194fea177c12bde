import type { Pool } from 'pg'

/** The articles that a member has read. */
export async function slugsRead(pool: Pool, memberId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ slug: string }>('select slug from site.reading where member_id = $1', [
    memberId,
  ])
  return new Set(rows.map(({ slug }) => slug))
}
