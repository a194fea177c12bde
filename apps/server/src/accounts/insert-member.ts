import type { PoolClient } from 'pg'
import { makeId } from './one-time-token.ts'
import type { Role } from './roles.ts'

export interface NewMember {
  readonly name: string
  readonly email: string
  /** As `hashPassword` has made it: slow on purpose, so it is made before the transaction. */
  readonly passwordHash: string
  readonly role: Role
}

/** Loaded when it is needed: few starts and few requests hash a password of ours. */
export async function hashPassword(password: string): Promise<string> {
  const crypto = await import('better-auth/crypto')
  return await crypto.hashPassword(password)
}

/**
 * Writes a member as better-auth would.
 *
 * @returns the id, or `undefined` when the e-mail address belongs to somebody already
 */
export async function insertMember(client: PoolClient, member: NewMember): Promise<string | undefined> {
  const { name, email, passwordHash, role } = member
  const id = makeId()
  const { rowCount } = await client.query(
    'insert into site.member (id, name, email, role) values ($1, $2, $3, $4) on conflict (email) do nothing',
    [id, name, email.toLowerCase(), role],
  )
  if (rowCount !== 1) return undefined
  await client.query(
    `insert into site.credential (id, member_id, account_id, provider_id, password) values ($1, $2, $2, 'credential', $3)`,
    [makeId(), id, passwordHash],
  )
  return id
}
