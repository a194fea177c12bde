import type { Pool } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import { unknownMember } from './ban.ts'
import { keepOneAdministrator } from './last-administrator.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import type { Role } from './roles.ts'
import { inTransaction } from './transaction.ts'

/**
 * Gives a member another role. The entry in the feed makes every process ask the database instead of believing a hot
 * cookie that still says the old one.
 *
 * @throws {Problem} 404 `unknown-member`, 409 `last-administrator`
 */
export async function changeRole(
  pool: Pool,
  revocations: RevocationFeed,
  change: { readonly memberId: string; readonly role: Role; readonly actor: string },
): Promise<void> {
  const { memberId, role, actor } = change
  await revocations.put('member', memberId)
  await inTransaction(pool, async (client) => {
    if (role !== 'admin') await keepOneAdministrator(client, memberId)
    const { rows } = await client.query<{ role: string }>(
      'select role from site.member where id = $1 and deleted_at is null for no key update',
      [memberId],
    )
    const before = rows[0]?.role
    if (before === undefined) throw unknownMember()
    if (before === role) return
    await client.query('update site.member set role = $2, updated_at = now() where id = $1', [memberId, role])
    const detail = { from: before, to: role }
    await writeAudit(client, { actor, action: 'member.role-changed', target: memberId, detail })
  })
}
