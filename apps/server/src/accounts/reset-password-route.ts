import { Type } from 'typebox'
import { FORM_OR_JSON, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { usePasswordLink } from './password-links.ts'
import { PasswordSchema } from './schemas.ts'

const ResetSchema = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }), newPassword: PasswordSchema },
  { additionalProperties: false },
)

/** A new password by the one-time link that an administrator has made. Signs nobody in. */
export function resetPasswordRoute(app: App, site: Site): void {
  app.post(
    '/api/auth/reset-password',
    {
      schema: {
        operationId: 'resetPassword',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        description:
          'Sets a new password with the token of a one-time link, and ends all sessions of the member.',
        body: ResetSchema,
        response: { 200: Type.Object({ success: Type.Literal(true) }), ...problems(...WRITE_REFUSALS, 410) },
      },
    },
    async ({ body }) => {
      await usePasswordLink(site.pool, site.revocations, body.token, body.newPassword)
      return { success: true as const }
    },
  )
}
