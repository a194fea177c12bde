import type { Pool, PoolClient } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import { revokeKeysOf } from './ban.ts'
import { keepOneAdministrator } from './last-administrator.ts'
import { hashOf } from './one-time-token.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { inTransaction } from './transaction.ts'

/** What a list shows where a member was. No word, so that it is right in every language. */
export const DELETED_NAME = '…'

/** The first three in the order in which a password link is used: two that go opposite ways would wait for one another. */
const IN_ORDER = ['password_link', 'credential', 'session', 'reading', 'reading_key', 'leaderboard'] as const

/**
 * Deletes what is known about a person: name, address, password, sessions, links, what he has read, the names of his
 * cards, and texts that staff wrote about him.
 * What was counted stays, under an id that nobody can connect with him: claims, amounts, entries, and who did what in
 * the audit log. So sums and `verify` are as before, and the address can register as somebody new.
 *
 * @throws {Problem} 409 `last-administrator`
 */
export async function deleteAccount(
  pool: Pool,
  revocations: RevocationFeed,
  memberId: string,
): Promise<void> {
  await revocations.put('member', memberId)
  await inTransaction(pool, async (client) => {
    await keepOneAdministrator(client, memberId)
    const { rows } = await client.query<{ email: string }>(
      'select email from site.member where id = $1 and deleted_at is null for no key update',
      [memberId],
    )
    const email = rows[0]?.email
    if (email === undefined) throw new Problem(401, 'not-signed-in', 'This account was deleted.')
    await forgetAddress(client, email)
    // Banned too: a sign-in that has just checked the password must not leave a session behind.
    await client.query(
      `update site.member set name = $2, email = id || '@deleted.invalid', email_verified = false, image = null,
         role = 'member', banned_at = coalesce(banned_at, now()), deleted_at = now(), updated_at = now()
       where id = $1`,
      [memberId, DELETED_NAME],
    )
    await client.query('update site.card set name = null where member_id = $1', [memberId])
    for (const table of IN_ORDER) {
      await client.query(`delete from site.${table} where member_id = $1`, [memberId])
    }
    await revokeKeysOf(client, memberId)
    await client.query(
      `update daylatch.entry set reason = null where subject = $1 and kind = 'correction' and reason is not null`,
      [memberId],
    )
    await writeAudit(client, { actor: memberId, action: 'member.deleted', target: memberId })
  })
}

async function forgetAddress(client: PoolClient, email: string): Promise<void> {
  await client.query('update site.invitation set email = null where email = $1', [email])
  await client.query('delete from site.verification where identifier = $1', [email])
  await client.query(`delete from site.wrong_password where kind = 'account' and key = $1`, [hashOf(email)])
}
