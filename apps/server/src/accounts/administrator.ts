import { randomBytes } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { hasAdministrator } from './set-up-link.ts'
import { inTransaction } from './transaction.ts'

export interface NewAdministrator {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Writes an administrator as better-auth would. `false` when the e-mail address belongs to somebody already. */
export async function insertAdministrator(
  client: PoolClient,
  { name, email, password }: NewAdministrator,
): Promise<boolean> {
  // Loaded here, because few starts make an administrator and every start pays for what is imported at the top.
  const { hashPassword } = await import('better-auth/crypto')
  const id = randomBytes(16).toString('hex')
  const { rowCount } = await client.query(
    `insert into site.member (id, name, email, role) values ($1, $2, $3, 'admin') on conflict (email) do nothing`,
    [id, name, email.toLowerCase()],
  )
  if (rowCount !== 1) return false
  await client.query(
    `insert into site.credential (id, member_id, account_id, provider_id, password) values ($1, $2, $2, 'credential', $3)`,
    [randomBytes(16).toString('hex'), id, await hashPassword(password)],
  )
  return true
}

/**
 * Makes the administrator that the environment names, unless the site has one: then nothing is changed, in particular
 * no password.
 *
 * @returns `taken` when the address belongs to a member: whoever registered it first must not become administrator
 */
export async function ensureAdministrator(
  pool: Pool,
  account: NewAdministrator,
): Promise<'made' | 'present' | 'taken'> {
  return await inTransaction(pool, async (client) => {
    await client.query('lock table site.set_up_link in exclusive mode')
    if (await hasAdministrator(client)) return 'present'
    return (await insertAdministrator(client, account)) ? 'made' : 'taken'
  })
}
