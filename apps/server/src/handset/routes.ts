import { personOf, requireRole } from '../accounts/identify.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import type { HandsetClient } from './client.ts'
import { USUAL } from './protocol.ts'
import {
  BehaviourChangeSchema,
  BehaviourSchema,
  HandsetMessagesQuery,
  HandsetMessagesSchema,
} from './schemas.ts'

const tags = ['handset']

/** The built-in handset: what has arrived at the telephones, and how it takes what comes next. For administrators. */
export function handsetRoutes(app: App, site: Site): void {
  const onRequest = requireRole(site, 'admin')
  app.get(
    '/api/handset/messages',
    {
      onRequest,
      schema: {
        operationId: 'listHandsetMessages',
        tags,
        description: 'What has arrived at the telephones of the built-in handset, the newest first.',
        querystring: HandsetMessagesQuery,
        response: { 200: HandsetMessagesSchema, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { items, nextCursor } = await handsetOf(site).messages(request.query)
      return { items: [...items], nextCursor }
    },
  )
  app.get(
    '/api/handset/behaviour',
    {
      onRequest,
      schema: {
        operationId: 'readHandsetBehaviour',
        tags,
        description: 'How the handset takes what arrives.',
        response: { 200: BehaviourSchema, ...problems(401, 403, 404, 503) },
      },
    },
    async () => await handsetOf(site).behaviour(),
  )
  app.put(
    '/api/handset/behaviour',
    {
      onRequest,
      schema: {
        operationId: 'changeHandsetBehaviour',
        tags,
        description: 'How the handset takes what arrives from now on, also after it was restarted.',
        body: BehaviourChangeSchema,
        response: { 200: BehaviourSchema, ...problems(...WRITE_REFUSALS, 401, 404) },
      },
    },
    async (request) => {
      const { mode, seconds = USUAL.seconds } = request.body
      const handset = handsetOf(site)
      // Before the change: it is made in another process, and there is none without its entry.
      await writeAudit(site.pool, {
        actor: personOf(request).id,
        action: 'handset.behaviour-changed',
        target: null,
        detail: { mode, seconds },
      })
      return await handset.behave({ mode, seconds })
    },
  )
}

function handsetOf({ handset }: Site): HandsetClient {
  if (handset !== undefined) return handset
  throw new Problem(404, 'no-handset', 'No gateway of this site is of the kind handset.')
}
