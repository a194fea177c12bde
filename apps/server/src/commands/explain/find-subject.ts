import type { Pool } from 'pg'

/** Who is meant: a member, or a subject that another back end has claimed for. */
export interface FoundSubject {
  readonly subject: string
  readonly member: FoundMember | null
}

export interface FoundMember {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly bannedAt: Date | null
  readonly deletedAt: Date | null
  readonly createdAt: Date
}

/** By e-mail address or id; a word that is neither is taken as the subject of somebody else's action. */
export async function findSubject(pool: Pool, word: string): Promise<FoundSubject> {
  const { rows } = await pool.query<FoundMember>(
    `select id, name, email, role, banned_at as "bannedAt", deleted_at as "deletedAt", created_at as "createdAt"
     from site.member where id = $1 or email = lower($1) order by id = $1 desc limit 1`,
    [word],
  )
  const member = rows[0] ?? null
  return { subject: member?.id ?? word, member }
}

/** Names of those who are named as actors of entries. What is no member's id stays as it is. */
export async function namesOf(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    'select id, name from site.member where id = any($1)',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
