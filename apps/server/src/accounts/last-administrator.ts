import type { PoolClient } from 'pg'
import { Problem } from '../http/problem.ts'

/**
 * Refuses to take the rights of the only administrator, within the transaction of `client` that is about to do it.
 *
 * All administrators are locked, in the order of their ids. Of two transactions that take one another's rights the
 * second one waits here for the first one's commit, and then counts what that has left.
 *
 * @throws {Problem} 409 `last-administrator`
 */
export async function keepOneAdministrator(client: PoolClient, memberId: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from site.member where role = 'admin' and banned_at is null order by id for no key update`,
  )
  if (rows.length === 1 && rows[0]?.id === memberId) {
    const detail = 'This is the only administrator. Make another member administrator first.'
    throw new Problem(409, 'last-administrator', detail)
  }
}
