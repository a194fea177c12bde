import type { Pool } from 'pg'
import { Problem } from '../http/problem.ts'

/** @throws {Problem} 404 `unknown-subject`, 403 `banned` */
export async function assertMemberSubject(pool: Pool, subject: string): Promise<void> {
  const { rows } = await pool.query<{ is_banned: boolean }>(
    'select banned_at is not null as is_banned from site.member where id = $1 and deleted_at is null',
    [subject],
  )
  const [member] = rows
  if (member === undefined) {
    throw new Problem(
      404,
      'unknown-subject',
      'The subject of this action is a member, and there is no such one.',
    )
  }
  if (member.is_banned) throw new Problem(403, 'banned', 'This account has been closed by the staff.')
}
