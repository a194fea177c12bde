import { personOf, requireStaff } from '../accounts/identify.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { afterSchema, eventsSchema, placeOf, refuseIfFull, sendEvents } from '../streams/stream-route.ts'
import { readPosition } from './stream-position.ts'

const Events = eventsSchema(
  'Server-Sent Events. `ready` comes first, then a `message` for every move of every message: its `id`, `clientId`, ' +
    '`state`, `reason`, `seq` and `at`. The id of an event is the place up to which everything has been sent; a client ' +
    'that sends it back as `Last-Event-ID` misses nothing and gets nothing twice. Two moves of one message may come ' +
    'in another order than they happened: the higher `seq` is the later one.',
)

export function streamRoute(app: App, site: Site): void {
  app.get(
    '/api/messages/stream',
    {
      onRequest: requireStaff(site, 'viewer'),
      // A HEAD request would open a stream that nobody reads.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamMessages',
        tags: ['messages'],
        description: 'What happens to messages, as it happens.',
        querystring: afterSchema(2000),
        response: { 200: Events, ...problems(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      const { hub } = site.messages
      refuseIfFull(hub, 'the messages')
      const { id, sessionId } = personOf(request)
      const place = placeOf(request.headers['last-event-id'], request.query.after, readPosition)
      return await sendEvents(reply, await hub.follow(place, () => !site.revocations.isNamed(id, sessionId)))
    },
  )
}
