import type { EventPosition } from 'daylatch'
import { Type } from 'typebox'
import { personOf, requireStaff } from '../accounts/identify.ts'
import { Problem, problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { readPosition } from './stream-position.ts'

/** Most streams of one process. Whoever finds no place can ask for the list now and then. */
const MOST_STREAMS = 1000

const StreamSchema = {
  description:
    'Server-Sent Events. `ready` comes first, then a `message` for every move of every message: its `id`, `clientId`, ' +
    '`state`, `reason`, `seq` and `at`. The id of an event is the place up to which everything has been sent; a client ' +
    'that sends it back as `Last-Event-ID` misses nothing and gets nothing twice. Two moves of one message may come ' +
    'in another order than they happened: the higher `seq` is the later one.',
  content: { 'text/event-stream': { schema: Type.String() } },
} as unknown as Record<never, never>

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
        querystring: Type.Object(
          {
            after: Type.Optional(
              Type.String({
                maxLength: 2000,
                description: 'As `Last-Event-ID`, for clients that cannot set it',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: StreamSchema, ...problems(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      const { hub } = site.messages
      if (hub.isStopped || hub.size >= MOST_STREAMS) {
        const detail = 'Too many clients follow the messages here. Ask for the list itself now and then.'
        throw new Problem(503, 'too-many-streams', detail, { headers: { 'retry-after': '10' } })
      }
      const { id, sessionId } = personOf(request)
      const position = positionOf(request.headers['last-event-id'], request.query.after)
      const follower = await hub.follow(position, () => !site.revocations.isNamed(id, sessionId))
      return await reply
        .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
        .send(follower.stream)
    },
  )
}

/** A browser sends its last id by itself and gives up on an error: one that is no position of ours means "from now on". */
function positionOf(header: unknown, after: string | undefined): EventPosition | undefined {
  if (typeof header === 'string') return readPosition(header)
  if (after === undefined) return undefined
  const position = readPosition(after)
  if (position === undefined) {
    throw new Problem(400, 'invalid-cursor', 'The place is not one that this stream has given out.')
  }
  return position
}
