import type { Pool } from 'pg'
import type { RevocationFeed } from './revocation-feed.ts'
import { inTransaction } from './transaction.ts'

/**
 * Shuts a member out: no session of his is left, no new one is made, and his hot cookies are believed by no process
 * once it has read the feed. What he has earned stays.
 */
export async function banMember(pool: Pool, revocations: RevocationFeed, memberId: string): Promise<void> {
  await revocations.put('member', memberId)
  await inTransaction(pool, async (client) => {
    await client.query('update site.member set banned_at = now(), updated_at = now() where id = $1', [
      memberId,
    ])
    await client.query('delete from site.session where member_id = $1', [memberId])
  })
}
