import { Type } from 'typebox'
import { personOf, requirePerson } from '../accounts/identify.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { checkInRoute } from './check-in-route.ts'
import { readCursor } from './list-cursor.ts'
import { makeUpRoute } from './make-up-route.ts'
import { monthRoute } from './month-route.ts'
import { nextOpening, viewOf } from './rules.ts'
import { ListSchema, TodaySchema } from './schemas.ts'
import { signRoute } from './sign-route.ts'
import { listCheckIns } from './store.ts'

const tags = ['check-in']

export function checkInRoutes(app: App, site: Site): void {
  signRoute(app, site)
  checkInRoute(app, site)
  makeUpRoute(app, site)
  monthRoute(app, site)
  app.get(
    '/api/check-ins/today',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'getToday',
        tags,
        description: 'Where the member stands: the check-in of the running day, or none.',
        response: { 200: TodaySchema, ...problems(401, 503) },
      },
    },
    async (request) => {
      const { claim, opensAt } = await site.checkIn.status(site.reads, personOf(request).id)
      const checkIn = claim === null ? null : viewOf(claim, opensAt, site.settings.config.checkIn.rank)
      return { checkedIn: checkIn !== null, opensAt: nextOpening(opensAt).toISOString(), checkIn }
    },
  )
  app.get(
    '/api/check-ins',
    {
      schema: {
        operationId: 'listCheckIns',
        tags,
        description: 'The public list of the running day, in the order of the check-ins.',
        querystring: Type.Object(
          { cursor: Type.Optional(Type.String({ maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: { 200: ListSchema, ...problems(400, 503) },
      },
    },
    async (request) => {
      const { cursor } = request.query
      const page = await listCheckIns(site, cursor === undefined ? undefined : readCursor(cursor))
      return { ...page, items: [...page.items] }
    },
  )
}
