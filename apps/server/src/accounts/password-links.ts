import type { Pool } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import { unknownMember } from './ban.ts'
import { hashPassword } from './insert-member.ts'
import { hashOf, makeId, makeToken } from './one-time-token.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { inTransaction } from './transaction.ts'

const HOURS = 24

/**
 * Makes the one link by which a member sets a new password, within 24 hours. An earlier one no longer works.
 *
 * @throws {Problem} 404 `unknown-member`, 409 `member-banned`
 */
export async function makePasswordLink(
  pool: Pool,
  memberId: string,
  actor: string,
): Promise<{ readonly token: string; readonly expiresAt: string }> {
  const { token, hash } = makeToken()
  return await inTransaction(pool, async (client) => {
    const found = await client.query<{ banned_at: Date | null }>(
      'select banned_at from site.member where id = $1 and deleted_at is null',
      [memberId],
    )
    const [member] = found.rows
    if (member === undefined) throw unknownMember()
    if (member.banned_at !== null)
      throw new Problem(409, 'member-banned', 'This member is banned. Lift the ban first.')
    const { rows } = await client.query<{ expires_at: Date }>(
      `insert into site.password_link (member_id, token_hash, created_by, expires_at)
       values ($1, $2, $3, clock_timestamp() + make_interval(hours => ${HOURS}))
       on conflict (member_id) do update set token_hash = excluded.token_hash, created_by = excluded.created_by,
         created_at = excluded.created_at, expires_at = excluded.expires_at
       returning expires_at`,
      [memberId, hash, actor],
    )
    await writeAudit(client, { actor, action: 'password-link.made', target: memberId })
    return { token, expiresAt: rows[0]?.expires_at.toISOString() ?? '' }
  })
}

/**
 * Sets the new password, once, and ends every session of the member.
 *
 * The entry in the feed comes before anything else: a process that crashes in between has distrusted a member for nothing.
 *
 * @throws {Problem} 410 `link-over` for a link that was used, is older than 24 hours, was replaced, or never was
 */
export async function usePasswordLink(
  pool: Pool,
  revocations: RevocationFeed,
  token: string,
  newPassword: string,
): Promise<void> {
  const hash = hashOf(token)
  const { rows } = await pool.query<{ member_id: string }>(
    'select member_id from site.password_link where token_hash = $1 and expires_at > clock_timestamp()',
    [hash],
  )
  const memberId = rows[0]?.member_id
  if (memberId === undefined) throw linkOver()
  const passwordHash = await hashPassword(newPassword)
  await revocations.put('member', memberId)
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `delete from site.password_link where member_id = $1 and token_hash = $2 and expires_at > clock_timestamp()`,
      [memberId, hash],
    )
    if (rowCount !== 1) throw linkOver()
    await client.query(
      `insert into site.credential (id, member_id, account_id, provider_id, password) values ($1, $2, $2, 'credential', $3)
       on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
      [makeId(), memberId, passwordHash],
    )
    await client.query('delete from site.session where member_id = $1', [memberId])
    await writeAudit(client, { actor: memberId, action: 'password-link.used', target: memberId })
  })
}

function linkOver(): Problem {
  const detail = 'This link no longer works: it was used, is over, or was replaced. Ask for another one.'
  return new Problem(410, 'link-over', detail)
}
