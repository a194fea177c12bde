import { Type } from 'typebox'
import { personOf, requireRole } from '../accounts/identify.ts'
import { listInvitations, makeInvitation, revokeInvitation } from '../accounts/invitations.ts'
import { makePasswordLink } from '../accounts/password-links.ts'
import { RoleSchema } from '../accounts/roles.ts'
import { EmailSchema } from '../accounts/schemas.ts'
import { problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { linkTo } from './link-to.ts'
import { revokeRoute } from './revoke-route.ts'
import { IdSchema, InvitationSchema, LinkSchema } from './schemas.ts'

const tags = ['admin']

const WantedSchema = Type.Object(
  { role: Type.Optional(RoleSchema), email: Type.Optional(EmailSchema) },
  { additionalProperties: false },
)

/** Invitations and password links: secrets that are shown once, to be handed on by whatever way the staff trusts. */
export function linkAdminRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  app.get(
    '/api/admin/invitations',
    {
      onRequest,
      schema: {
        operationId: 'listInvitations',
        tags,
        description: 'The newest 200, of every state. Their links cannot be shown again.',
        response: {
          200: Type.Object({ items: Type.Array(InvitationSchema) }),
          ...problems(401, 403, 503),
        },
      },
    },
    async () => ({ items: [...(await listInvitations(site.pool))] }),
  )
  app.post(
    '/api/admin/invitations',
    {
      onRequest,
      schema: {
        operationId: 'makeInvitation',
        tags,
        description:
          'A link that makes one account of the role, within seven days. Without a role: a member.',
        body: WantedSchema,
        response: {
          201: Type.Object({ ...LinkSchema.properties, invitation: InvitationSchema }),
          ...problems(...WRITE_REFUSALS, 401),
        },
      },
    },
    async (request, reply) => {
      const { role = 'member', email = null } = request.body
      const wanted = { role, email, actor: personOf(request).id }
      const { invitation, token } = await makeInvitation(site.pool, wanted, site.settings.signUp)
      const { expiresAt } = invitation
      return reply.code(201).send({ link: linkTo(request, '/join', token), expiresAt, invitation })
    },
  )
  revokeRoute(app, site, {
    path: '/api/admin/invitations',
    operationId: 'revokeInvitation',
    revoke: async (id, actor) => await revokeInvitation(site.pool, id, actor),
  })
  app.post(
    '/api/admin/password-links',
    {
      onRequest,
      schema: {
        operationId: 'makePasswordLink',
        tags,
        description:
          'A link by which the member sets a new password, once, within 24 hours. Replaces an earlier one.',
        body: Type.Object({ memberId: IdSchema }, { additionalProperties: false }),
        response: { 201: LinkSchema, ...problems(...WRITE_REFUSALS, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const { memberId } = request.body
      const { token, expiresAt } = await makePasswordLink(site.pool, memberId, personOf(request).id)
      return reply.code(201).send({ link: linkTo(request, '/new-password', token), expiresAt })
    },
  )
}
