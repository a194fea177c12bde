import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { Problem } from '../http/problem.ts'

/** Makes the one-time token for the first administrator, and forgets an earlier one. `null` when there is one already. */
export async function makeSetUpToken(pool: Pool): Promise<string | null> {
  if (await hasAdministrator(pool)) return null
  const token = randomBytes(24).toString('base64url')
  await pool.query(
    `insert into site.set_up_link (token_hash) values ($1)
     on conflict (only_row) do update set token_hash = excluded.token_hash, created_at = now()`,
    [hashOf(token)],
  )
  return token
}

/**
 * Uses the link up, within the transaction of `client` that makes the administrator. A second user of the same link
 * waits here for the first one's commit, and then finds it gone.
 *
 * @throws {Problem} 403 `set-up-refused` for a wrong token, 410 `set-up-done` when there is an administrator
 */
export async function consumeSetUpToken(client: PoolClient, token: string): Promise<void> {
  const { rows } = await client.query<{ token_hash: string }>(
    'select token_hash from site.set_up_link for update',
  )
  if (await hasAdministrator(client)) {
    throw new Problem(410, 'set-up-done', 'This site has an administrator. The set-up link has been used.')
  }
  const stored = rows[0]
  if (stored === undefined || !isSame(stored.token_hash, hashOf(token))) {
    const detail = 'This is not the set-up link of this site. Use the one from its latest start.'
    throw new Problem(403, 'set-up-refused', detail)
  }
  await client.query('delete from site.set_up_link')
}

export async function hasAdministrator(client: Pool | PoolClient): Promise<boolean> {
  const { rowCount } = await client.query(`select from site.member where role = 'admin' limit 1`)
  return rowCount === 1
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
