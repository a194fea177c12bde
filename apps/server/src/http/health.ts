import { Type } from 'typebox'
import type { Site } from '../site.ts'
import { databaseUnavailable } from './to-problem.ts'
import { problems } from './problem.ts'
import type { App } from './server-types.ts'

const Ok = Type.Object({ status: Type.Literal('ok') })

/** `/healthz`: this process answers. `/readyz`: the database answers too, and the tables are there. */
export function healthRoutes(app: App, site: Site): void {
  const tags = ['operation']
  app.get('/healthz', { schema: { operationId: 'getHealth', tags, response: { 200: Ok } } }, async () => {
    return await Promise.resolve({ status: 'ok' as const })
  })
  app.get(
    '/readyz',
    { schema: { operationId: 'getReadiness', tags, response: { 200: Ok, ...problems(503) } } },
    async () => {
      try {
        await site.pool.query(
          'select (select 1 from site.migration limit 1), (select 1 from daylatch.migration limit 1)',
        )
      } catch (error) {
        throw databaseUnavailable(error)
      }
      return { status: 'ok' as const }
    },
  )
}
