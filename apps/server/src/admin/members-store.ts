import type { Pool } from 'pg'
import { unknownMember } from '../accounts/ban.ts'
import { MEMBER_COLUMNS, type MemberRow } from '../accounts/member-row.ts'
import { isRole, type Role } from '../accounts/roles.ts'
import { Problem } from '../http/problem.ts'

const PAGE = 50

export interface MemberView {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly createdAt: string
  readonly bannedAt: string | null
  readonly deletedAt: string | null
}

export interface MembersPage {
  readonly items: readonly MemberView[]
  readonly nextCursor: string | null
}

/**
 * A page of the members whose name or address contains `search`, or whose id it is; the newest first. The cursor is the
 * id of the last one shown: rows of members are never removed, so it stays good for as long as anybody likes.
 *
 * @throws {Problem} 400 `invalid-cursor`
 */
export async function searchMembers(
  pool: Pool,
  search: string,
  cursor: string | undefined,
): Promise<MembersPage> {
  if (cursor !== undefined) {
    const { rowCount } = await pool.query('select from site.member where id = $1', [cursor])
    if (rowCount !== 1)
      throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  const { rows } = await pool.query<MemberRow>(
    `select ${MEMBER_COLUMNS} from site.member
     where ($1 = '' or id = $1 or name ilike $2 or email ilike $2)
       and ($3::text is null or (created_at, id) < (select created_at, id from site.member where id = $3))
     order by created_at desc, id desc limit ${PAGE + 1}`,
    [search, `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`, cursor ?? null],
  )
  const items = rows.slice(0, PAGE).map(viewOf)
  return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null }
}

/** @throws {Problem} 404 `unknown-member` */
export async function findMember(pool: Pool, id: string): Promise<MemberView> {
  const { rows } = await pool.query<MemberRow>(`select ${MEMBER_COLUMNS} from site.member where id = $1`, [
    id,
  ])
  const [row] = rows
  if (row === undefined) throw unknownMember()
  return viewOf(row)
}

function viewOf(row: MemberRow): MemberView {
  const { id, name, email, role } = row
  if (!isRole(role)) throw new TypeError('Expected site.member.role to be a role')
  return {
    id,
    name,
    email,
    role,
    createdAt: row.created_at.toISOString(),
    bannedAt: row.banned_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
  }
}
