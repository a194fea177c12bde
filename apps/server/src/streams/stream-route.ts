import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../http/problem.ts'
import type { EventStream } from './event-stream.ts'

/** Most streams of one hub. Whoever finds no place can ask for the list now and then. */
const MOST_STREAMS = 1000

/** The schema of an answer of Server-Sent Events. */
export function eventsSchema(description: string): Record<never, never> {
  const schema = { description, content: { 'text/event-stream': { schema: Type.String() } } }
  return schema as unknown as Record<never, never>
}

/** A place in the stream, for clients that cannot set a header. */
export function afterSchema(maxLength: number) {
  const description = 'As `Last-Event-ID`, for clients that cannot set it'
  return Type.Object(
    { after: Type.Optional(Type.String({ maxLength, description })) },
    { additionalProperties: false },
  )
}

/**
 * Where the client wants to begin; `undefined` is "from now on". A browser sends its last id by itself and gives up on
 * an error, so an id that is no place of ours means that too.
 *
 * @throws {Problem} 400 `invalid-cursor` for a place in the query that this stream has not given out
 */
export function placeOf<P>(
  lastEventId: unknown,
  after: string | undefined,
  read: (text: string) => P | undefined,
): P | undefined {
  if (typeof lastEventId === 'string') return read(lastEventId)
  if (after === undefined) return undefined
  const place = read(after)
  if (place !== undefined) return place
  throw new Problem(400, 'invalid-cursor', 'The place is not one that this stream has given out.')
}

/** @throws {Problem} 503 `too-many-streams`; `what` says what they follow */
export function refuseIfFull(
  { isStopped, size }: { readonly isStopped: boolean; readonly size: number },
  what: string,
): void {
  if (!isStopped && size < MOST_STREAMS) return
  const detail = `Too many clients follow ${what} here. Ask for the list itself now and then.`
  throw new Problem(503, 'too-many-streams', detail, { headers: { 'retry-after': '10' } })
}

/** Sends the events of a follower, without a proxy in between that collects them. */
export function sendEvents(reply: FastifyReply, { stream }: EventStream): FastifyReply {
  return reply
    .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
    .send(stream)
}
