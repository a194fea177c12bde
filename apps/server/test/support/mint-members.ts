import { createHmac, randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import type { Role } from '../../src/accounts/roles.ts'
import { loadSecrets } from '../../src/accounts/secrets.ts'
import { SESSION_COOKIE } from '../../src/accounts/cookie-header.ts'
import { TestMember } from './member.ts'

export interface MintOptions {
  readonly role?: Role
  /** Begin of the names, which end in a number. */
  readonly name?: string
}

/**
 * Writes members and their sessions straight into the tables of a site that has been started once, without hashing a
 * password each. They are signed in, and have no password.
 *
 * @param url of the site they speak to; asked at each request, so that a site may come back at another one
 */
export async function mintMembers(
  pool: Pool,
  url: () => string,
  count: number,
  { role = 'member', name = 'Member' }: MintOptions = {},
): Promise<readonly TestMember[]> {
  const { sessions } = await loadSecrets(pool)
  const minted = Array.from({ length: count }, (_, index) => {
    const id = randomBytes(16).toString('hex')
    return {
      id,
      name: `${name} ${index + 1}`,
      email: `${id}@example.com`,
      token: randomBytes(24).toString('base64url'),
    }
  })
  await pool.query(
    `insert into site.member (id, name, email, role)
     select id, name, email, $4 from unnest($1::text[], $2::text[], $3::text[]) as t (id, name, email)`,
    [minted.map((one) => one.id), minted.map((one) => one.name), minted.map((one) => one.email), role],
  )
  await pool.query(
    `insert into site.session (id, member_id, token, expires_at)
     select 'session-' || id, id, token, now() + interval '7 days' from unnest($1::text[], $2::text[]) as t (id, token)`,
    [minted.map((one) => one.id), minted.map((one) => one.token)],
  )
  return minted.map((one) => {
    const signature = createHmac('sha256', sessions).update(one.token).digest('base64')
    const cookies = new Map([[SESSION_COOKIE, encodeURIComponent(`${one.token}.${signature}`)]])
    return new TestMember(one, cookies, url)
  })
}
