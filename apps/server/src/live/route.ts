import { Type } from 'typebox'
import { Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { type Position, readPosition } from './position.ts'

/** Most streams of one process. Whoever finds no place can ask for the list now and then. */
const MOST_STREAMS = 1000

const StreamSchema = {
  description:
    'Server-Sent Events. `ready` comes first, then `check-in` for each check-in in rank order, with a list item and its ' +
    'period as data, and `new-period` when a day begins. The id of an event, `<period>/<rank>`, is the place up to which ' +
    'everything has been sent; around the beginning of a day it carries a third part. A client that sends it back as ' +
    '`Last-Event-ID` misses nothing and gets nothing twice.',
  content: { 'text/event-stream': { schema: Type.String() } },
} as unknown as Record<never, never>

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
        querystring: Type.Object(
          {
            after: Type.Optional(
              Type.String({
                maxLength: 60,
                description: 'As `Last-Event-ID`, for clients that cannot set it',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: StreamSchema, ...problems(400, 503) },
      },
    },
    async (request, reply) => {
      const { hub } = site.live
      if (hub.isStopped || hub.size >= MOST_STREAMS) {
        const detail = 'Too many clients follow the list here. Ask for the list itself now and then.'
        throw new Problem(503, 'too-many-streams', detail, { headers: { 'retry-after': '10' } })
      }
      const follower = await hub.follow(positionOf(request.headers['last-event-id'], request.query.after))
      return await reply
        .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
        .send(follower.stream)
    },
  )
}

/** A browser sends its last id by itself and gives up on an error: one that is no position of ours means "from now on". */
function positionOf(header: unknown, after: string | undefined): Position | undefined {
  if (typeof header === 'string') return readPosition(header)
  if (after === undefined) return undefined
  const position = readPosition(after)
  if (position === undefined) {
    throw new Problem(400, 'invalid-cursor', 'The place is not one that this stream has given out.')
  }
  return position
}
