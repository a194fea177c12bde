import { Type } from 'typebox'
import { FORM_OR_JSON, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { isSecure } from './call-auth.ts'
import { cookieAttributes, SESSION_COOKIE } from './cookie-header.ts'
import { deleteAccount } from './delete-account.ts'
import { HOT_COOKIE } from './hot-cookie.ts'
import { personOf, requirePerson } from './identify.ts'
import { tryPassword } from './wrong-passwords.ts'

const ConfirmationSchema = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 128 }) },
  { additionalProperties: false },
)

const Deleted = Type.Object({ success: Type.Literal(true) })

/** "Delete my data", confirmed by the password: a session that somebody else has got hold of is not enough. */
export function deleteAccountRoute(app: App, site: Site): void {
  app.delete(
    '/api/account',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'deleteAccount',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        description:
          'Replaces name, address and texts for good and ends all sessions. Amounts and check-ins stay, under an id ' +
          'that names nobody. The address can register again, as somebody new.',
        body: ConfirmationSchema,
        response: { 200: Deleted, ...problems(...WRITE_REFUSALS, 401, 409, 429) },
      },
    },
    async (request, reply) => {
      const { id } = personOf(request)
      await confirmPassword(site, id, request.body.password, request.socket.remoteAddress ?? '')
      await deleteAccount(site.pool, site.revocations, id)
      for (const name of [SESSION_COOKIE, HOT_COOKIE]) {
        reply.header('set-cookie', `${name}=; Max-Age=0; ${cookieAttributes(isSecure(request))}`)
      }
      return { success: true as const }
    },
  )
}

/** @throws {Problem} 403 `wrong-password`, 429 `too-many-wrong-passwords` */
async function confirmPassword(
  site: Site,
  memberId: string,
  password: string,
  address: string,
): Promise<void> {
  const { rows } = await site.pool.query<{ email: string; password: string | null }>(
    `select m.email, c.password from site.member m
       left join site.credential c on c.member_id = m.id and c.provider_id = 'credential'
     where m.id = $1 and m.deleted_at is null`,
    [memberId],
  )
  const [known] = rows
  if (known === undefined) throw new Problem(401, 'not-signed-in', 'Sign in first.')
  const attempt = await tryPassword(site.pool, site.settings.config.limits, { email: known.email, address })
  const { verifyPassword } = await import('better-auth/crypto')
  if (known.password === null || !(await verifyPassword({ hash: known.password, password }))) {
    throw new Problem(403, 'wrong-password', 'This is not your password. Nothing was deleted.')
  }
  await attempt.right()
}
