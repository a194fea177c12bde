import type { Pool, PoolClient } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import { hashOf, makeId, makeToken } from './one-time-token.ts'
import { isRole, type Role } from './roles.ts'
import type { SignUpMode } from '../config/settings.ts'
import { inTransaction } from './transaction.ts'

const DAYS = 7

/** How many the list shows. */
const LISTED = 200

export interface InvitationView {
  readonly id: string
  readonly role: Role
  readonly email: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly expiresAt: string
  readonly state: 'open' | 'used' | 'expired' | 'revoked'
  readonly usedAt: string | null
  readonly usedBy: string | null
}

interface InvitationRow {
  readonly id: string
  readonly role: string
  readonly email: string | null
  readonly created_at: Date
  readonly created_by: string
  readonly expires_at: Date
  readonly is_over: boolean
  readonly used_at: Date | null
  readonly used_by: string | null
  readonly revoked_at: Date | null
}

const COLUMNS = `id, role, email, created_at, created_by, expires_at, expires_at <= clock_timestamp() as is_over,
  used_at, used_by, revoked_at`

/**
 * Makes an invitation of seven days.
 *
 * @returns the view, and the token that nobody can read again
 * @throws {Problem} 403 `sign-up-closed` for a member where nobody may become one
 */
export async function makeInvitation(
  pool: Pool,
  wanted: { readonly role: Role; readonly email: string | null; readonly actor: string },
  mode: SignUpMode,
): Promise<{ readonly invitation: InvitationView; readonly token: string }> {
  assertOpenFor(mode, wanted.role)
  const { token, hash } = makeToken()
  const id = makeId()
  const invitation = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<InvitationRow>(
      `insert into site.invitation (id, token_hash, role, email, created_by, expires_at)
       values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(days => ${DAYS})) returning ${COLUMNS}`,
      [id, hash, wanted.role, wanted.email?.toLowerCase() ?? null, wanted.actor],
    )
    const detail = { role: wanted.role, isBoundToAnAddress: wanted.email !== null }
    await writeAudit(client, { actor: wanted.actor, action: 'invitation.made', target: id, detail })
    return viewOf(rows[0])
  })
  return { invitation, token }
}

/** The newest ones, of every state. */
export async function listInvitations(pool: Pool): Promise<readonly InvitationView[]> {
  const { rows } = await pool.query<InvitationRow>(
    `select ${COLUMNS} from site.invitation order by created_at desc, id desc limit ${LISTED}`,
  )
  return rows.map(viewOf)
}

/** @throws {Problem} 404 `unknown-invitation` where there is none that could still be used */
export async function revokeInvitation(pool: Pool, id: string, actor: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update site.invitation set revoked_at = clock_timestamp()
       where id = $1 and used_at is null and revoked_at is null`,
      [id],
    )
    if (rowCount !== 1) throw new Problem(404, 'unknown-invitation', 'There is no such open invitation.')
    await writeAudit(client, { actor, action: 'invitation.revoked', target: id })
  })
}

/**
 * Uses an invitation up, within the transaction of `client` that makes the member. A second user of the same link waits
 * at the row for the first one's commit, and then finds it used.
 *
 * @returns the role that it gives, and its id
 * @throws {Problem} 403 `invitation-refused`, 403 `sign-up-closed`
 */
export async function consumeInvitation(
  client: PoolClient,
  given: { readonly token: string; readonly email: string; readonly mode: SignUpMode },
): Promise<{ readonly id: string; readonly role: Role }> {
  const { rows } = await client.query<{ id: string; role: string }>(
    `update site.invitation set used_at = clock_timestamp()
     where token_hash = $1 and used_at is null and revoked_at is null and expires_at > clock_timestamp()
       and (email is null or email = $2)
     returning id, role`,
    [hashOf(given.token), given.email.toLowerCase()],
  )
  const [row] = rows
  if (row === undefined || !isRole(row.role)) {
    const detail =
      'This invitation is not valid: it was used, is over, was taken back, or is for another address.'
    throw new Problem(403, 'invitation-refused', detail)
  }
  assertOpenFor(given.mode, row.role)
  return { id: row.id, role: row.role }
}

/** `closed` is about members. The staff of a closed site is still invited. */
function assertOpenFor(mode: SignUpMode, role: Role): void {
  if (mode === 'closed' && role === 'member') {
    throw new Problem(403, 'sign-up-closed', 'This site does not take registrations of members.')
  }
}

function viewOf(row: InvitationRow | undefined): InvitationView {
  if (row === undefined || !isRole(row.role)) throw new TypeError('Expected an invitation with a role')
  const isUsed = row.used_at !== null
  const state = isUsed ? 'used' : row.revoked_at !== null ? 'revoked' : row.is_over ? 'expired' : 'open'
  return {
    id: row.id,
    role: row.role,
    email: row.email,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at.toISOString(),
    state,
    usedAt: row.used_at?.toISOString() ?? null,
    usedBy: row.used_by,
  }
}
