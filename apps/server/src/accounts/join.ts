import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { hashPassword, insertMember } from './insert-member.ts'
import { consumeInvitation } from './invitations.ts'
import { inTransaction } from './transaction.ts'

export interface Joining {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly invitation: string
}

/**
 * Makes a member by invitation: the invitation is used up and the member is there, or neither.
 *
 * @throws {Problem} 403 `invitation-refused`, 403 `sign-up-closed`, 422 `email-taken`
 */
export async function joinByInvitation(site: Site, joining: Joining): Promise<void> {
  const { name, email, password, invitation } = joining
  const passwordHash = await hashPassword(password)
  await inTransaction(site.pool, async (client) => {
    const mode = site.settings.signUp
    const { id, role } = await consumeInvitation(client, { token: invitation, email, mode })
    const memberId = await insertMember(client, { name, email, passwordHash, role })
    if (memberId === undefined) {
      throw new Problem(422, 'email-taken', 'This e-mail address belongs to a member. Use another one.')
    }
    await client.query('update site.invitation set used_by = $2 where id = $1', [id, memberId])
    await writeAudit(client, { actor: memberId, action: 'invitation.used', target: id, detail: { role } })
  })
}
