import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { afterSchema, eventsSchema, placeOf, refuseIfFull, sendEvents } from '../streams/stream-route.ts'
import { readPosition } from './position.ts'

const Events = eventsSchema(
  'Server-Sent Events. `ready` comes first, then `check-in` for each check-in in rank order, with a list item and its ' +
    'period as data, and `new-period` when a day begins. The id of an event, `<period>/<rank>`, is the place up to which ' +
    'everything has been sent; around the beginning of a day it carries a third part. A client that sends it back as ' +
    '`Last-Event-ID` misses nothing and gets nothing twice.',
)

export function liveRoute(app: App, site: Site): void {
  app.get(
    '/api/check-ins/stream',
    {
      // A HEAD request would open a stream that nobody reads.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamCheckIns',
        tags: ['check-in'],
        description: 'The public list as it grows.',
        querystring: afterSchema(60),
        response: { 200: Events, ...problems(400, 503) },
      },
    },
    async (request, reply) => {
      const { hub } = site.live
      refuseIfFull(hub, 'the list')
      const place = placeOf(request.headers['last-event-id'], request.query.after, readPosition)
      return await sendEvents(reply, await hub.follow(place))
    },
  )
}
