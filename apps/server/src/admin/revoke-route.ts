import { Type } from 'typebox'
import { personOf, requireRole } from '../accounts/identify.ts'
import { problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { IdSchema, NoBody } from './schemas.ts'

/** How something that administrators give out is taken back. */
export interface Revocation {
  /** Below it is each one by its id. */
  readonly path: string
  readonly operationId: string
  /** @throws {Problem} 404 for what is not there, or not any more */
  readonly revoke: (id: string, actor: string) => Promise<void>
}

/** `DELETE <path>/:id`, for administrators. */
export function revokeRoute(app: App, site: Site, { path, operationId, revoke }: Revocation): void {
  app.delete(
    `${path}/:id`,
    {
      onRequest: requireRole(site, 'admin'),
      schema: {
        operationId,
        tags: ['admin'],
        params: Type.Object({ id: IdSchema }, { additionalProperties: false }),
        body: NoBody,
        response: {
          200: Type.Object({ success: Type.Literal(true) }),
          ...problems(...WRITE_REFUSALS, 401, 404),
        },
      },
    },
    async (request) => {
      await revoke(request.params.id, personOf(request).id)
      return { success: true as const }
    },
  )
}
