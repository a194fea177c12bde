import { countEffects } from 'daylatch'
import { Type } from 'typebox'
import { personOf, requireStaff } from '../accounts/identify.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { MESSAGE } from './actions.ts'
import { decisionRoutes } from './decision-routes.ts'
import { IdParams, MessagesSchema, MessageWithHistorySchema, StateSchema, UUID } from './schemas.ts'
import { sendRoute } from './send-route.ts'
import { listMessages, messageWithHistory } from './store.ts'
import { streamRoute } from './stream-route.ts'

const tags = ['messages']

/** Where counting stops: a page that shows more than this shows "10000+". */
const COUNTED = 10_000

export function messageRoutes(app: App, site: Site): void {
  sendRoute(app, site)
  decisionRoutes(app, site)
  streamRoute(app, site)
  app.get(
    '/api/messages',
    {
      onRequest: requireStaff(site, 'viewer'),
      schema: {
        operationId: 'listMessages',
        tags,
        description: 'Messages, the latest first; and how many there are in each state.',
        querystring: Type.Object(
          {
            state: Type.Optional(StateSchema),
            client: Type.Optional(Type.String({ pattern: UUID })),
            cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: MessagesSchema, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { state, client, cursor } = request.query
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(client === undefined ? {} : { clientId: client }),
        ...(cursor === undefined ? {} : { cursor }),
      }
      const [page, counts] = await Promise.all([
        listMessages(site, filter, personOf(request).role),
        countEffects(site.reads, MESSAGE, { upTo: COUNTED }),
      ])
      return { ...page, counts: { ...counts } }
    },
  )
  app.get(
    '/api/messages/:id',
    {
      onRequest: requireStaff(site, 'viewer'),
      schema: {
        operationId: 'getMessage',
        tags,
        description: 'A message with every move that it made, and what its gateway has said about it.',
        params: IdParams,
        response: { 200: MessageWithHistorySchema, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => await messageWithHistory(site, request.params.id, personOf(request).role),
  )
}
