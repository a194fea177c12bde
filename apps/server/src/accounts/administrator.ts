import type { Pool, PoolClient } from 'pg'
import { hashPassword, insertMember } from './insert-member.ts'
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
  const passwordHash = await hashPassword(password)
  return (await insertMember(client, { name, email, passwordHash, role: 'admin' })) !== undefined
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
