import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/

/**
 * The id under which a request is logged, and which the answer carries as `x-request-id`.
 *
 * One that a proxy has given is kept if it is plain; anything else could forge or flood log lines.
 */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID()
}
