import type { Pool, PoolClient } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import { keepOneAdministrator } from './last-administrator.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { inTransaction } from './transaction.ts'

/**
 * Shuts a member out: no session of his is left, no new one is made, his API keys are revoked for good, and his hot
 * cookies are believed by no process once it has read the feed. What he has earned stays. Again is no mistake.
 *
 * @throws {Problem} 404 `unknown-member`, 409 `own-account`, 409 `last-administrator`
 */
export async function banMember(
  pool: Pool,
  revocations: RevocationFeed,
  memberId: string,
  actor: string,
): Promise<void> {
  if (memberId === actor) throw new Problem(409, 'own-account', 'You cannot ban yourself.')
  await revocations.put('member', memberId)
  await inTransaction(pool, async (client) => {
    await keepOneAdministrator(client, memberId)
    const { rowCount } = await client.query(
      'update site.member set banned_at = now(), updated_at = now() where id = $1 and banned_at is null',
      [memberId],
    )
    if (rowCount !== 1) {
      await assertMember(client, memberId)
      return
    }
    const sessions = await client.query('delete from site.session where member_id = $1', [memberId])
    const revokedKeys = await revokeKeysOf(client, memberId)
    const detail = { endedSessions: sessions.rowCount ?? 0, revokedKeys }
    await writeAudit(client, { actor, action: 'member.banned', target: memberId, detail })
  })
}

/**
 * Lets a member in again. He signs in anew; API keys that the ban has revoked stay revoked.
 *
 * @throws {Problem} 404 `unknown-member`
 */
export async function unbanMember(pool: Pool, memberId: string, actor: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update site.member set banned_at = null, updated_at = now()
       where id = $1 and banned_at is not null and deleted_at is null`,
      [memberId],
    )
    if (rowCount === 1) await writeAudit(client, { actor, action: 'member.unbanned', target: memberId })
    else await assertMember(client, memberId)
  })
}

/** API keys act without their maker's session, so they end with it by a statement of their own. */
export async function revokeKeysOf(client: PoolClient, memberId: string): Promise<number> {
  const { rowCount } = await client.query(
    'update site.api_key set revoked_at = clock_timestamp() where created_by = $1 and revoked_at is null',
    [memberId],
  )
  return rowCount ?? 0
}

/** @throws {Problem} 404 `unknown-member` where there is none, or one whose data was deleted */
export async function assertMember(client: Pool | PoolClient, memberId: string): Promise<void> {
  const { rowCount } = await client.query('select from site.member where id = $1 and deleted_at is null', [
    memberId,
  ])
  if (rowCount !== 1) throw unknownMember()
}

export function unknownMember(): Problem {
  return new Problem(404, 'unknown-member', 'There is no such member.')
}
