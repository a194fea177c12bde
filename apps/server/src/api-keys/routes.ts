import { Type } from 'typebox'
import { personOf, requireRole } from '../accounts/identify.ts'
import { visibleName } from '../accounts/routes.ts'
import { NameSchema } from '../accounts/schemas.ts'
import { revokeRoute } from '../admin/revoke-route.ts'
import { ApiKeySchema } from '../admin/schemas.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { type ApiKeyView, listApiKeys, makeApiKey, revokeApiKey } from './keys.ts'

const tags = ['admin']

export function apiKeyAdminRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  app.get(
    '/api/admin/api-keys',
    {
      onRequest,
      schema: {
        operationId: 'listApiKeys',
        tags,
        description: 'The newest 200, revoked ones included. The keys themselves cannot be shown again.',
        response: {
          200: Type.Object({ items: Type.Array(ApiKeySchema), actions: Type.Array(Type.String()) }),
          ...problems(401, 403, 503),
        },
      },
    },
    async () => ({
      items: (await listApiKeys(site.pool)).map(mutable),
      actions: [...site.actions.keys()],
    }),
  )
  app.post(
    '/api/admin/api-keys',
    {
      onRequest,
      schema: {
        operationId: 'makeApiKey',
        tags,
        description: 'The key stands in this answer and nowhere else.',
        body: Type.Object(
          {
            name: NameSchema,
            actions: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 100 }),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({ key: Type.String(), apiKey: ApiKeySchema }),
          ...problems(...WRITE_REFUSALS, 401, 422),
        },
      },
    },
    async (request, reply) => {
      const { actions } = request.body
      const unknown = actions.find((action) => !site.actions.has(action))
      if (unknown !== undefined) {
        const detail = `The configuration has no action ${JSON.stringify(unknown)}.`
        throw new Problem(422, 'unknown-action', detail, { extra: { actions: [...site.actions.keys()] } })
      }
      const wanted = { name: visibleName(request.body.name), actions, actor: personOf(request).id }
      const { apiKey, key } = await makeApiKey(site.pool, wanted)
      return reply.code(201).send({ key, apiKey: mutable(apiKey) })
    },
  )
  revokeRoute(app, site, {
    path: '/api/admin/api-keys',
    operationId: 'revokeApiKey',
    revoke: async (id, actor) => await revokeApiKey(site.pool, id, actor),
  })
}

function mutable(view: ApiKeyView) {
  return { ...view, actions: [...view.actions] }
}
