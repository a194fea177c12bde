import { Type } from 'typebox'
import { requireRole } from '../accounts/identify.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { listLockWaits } from './lock-waits.ts'
import { Instant, OrNull } from './schemas.ts'

const SessionSchema = Type.Object({
  pid: Type.Integer(),
  application: Type.String(),
  state: Type.String(),
  statement: Type.String({ description: 'The first word of the latest statement; never its values' }),
  transactionSince: OrNull(Instant),
})

const LockWaitsSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      waiter: SessionSchema,
      lock: Type.String(),
      table: OrNull(Type.String()),
      since: OrNull(Instant),
      blockers: Type.Array(SessionSchema),
    }),
  ),
})

export function lockWaitRoute(app: App, site: Site): void {
  app.get(
    '/api/admin/lock-waits',
    {
      onRequest: requireRole(site, 'admin'),
      schema: {
        operationId: 'listLockWaits',
        tags: ['admin'],
        description: 'Who waits for whom in the database at this moment, the longest wait first.',
        response: { 200: LockWaitsSchema, ...problems(401, 403, 503) },
      },
    },
    async () => ({ items: await listLockWaits(site.pool) }),
  )
}
