import type { FastifyRequest } from 'fastify'
import { personOf, requireStaff } from '../accounts/identify.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { nextSlot, ruleFor } from './rule.ts'
import { AlreadyMessagedSchema, IdParams, SendBody, SentSchema } from './schemas.ts'
import { sendMessage, type Sent } from './send.ts'
import { viewOf } from './store.ts'
import { messageView } from './view.ts'

const ALREADY: Record<never, never> = { 409: asProblem(409, AlreadyMessagedSchema) }

export function sendRoute(app: App, site: Site): void {
  app.post(
    '/api/clients/:id/messages',
    {
      onRequest: [requireStaff(site, 'sender'), takeIdempotencyKey],
      schema: {
        operationId: 'sendMessage',
        consumes: ['application/json'],
        tags: ['messages'],
        description:
          'Sends the client a message, at most one a day, whoever sends it. It is queued, and leaves when its undo window ' +
          'is over; nobody waits for the gateway. Whoever comes second gets the message that was first.',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: SendBody,
        response: { 202: SentSchema, ...problems(...WRITE_REFUSALS, 401, 404, 422), ...ALREADY },
      },
    },
    async (request, reply) => {
      const { id: clientId } = request.params
      const { text } = request.body
      const { id: actor, role } = personOf(request)
      const keyed = keyedRequest(request, { text })
      const sent = await sendMessage(site, { clientId, text, actor, keyed })
      const { result, zone, names } = sent
      if (result.replayed) markReplayed(reply)
      if (result.status === 'already') throw await alreadyMessaged(site, request, sent)
      if (!result.replayed) site.messages.tell()
      return await reply.code(202).send({
        message: messageView(result.effect, names, role, site.gateways),
        rule: ruleFor(request, site.settings.config, zone),
        opensAt: nextSlot(result.opensAt),
      })
    },
  )
}

/** The refusal that shows who was first: when, what, and when the next slot opens. */
async function alreadyMessaged(
  site: Site,
  request: FastifyRequest,
  { result, zone }: Sent,
): Promise<Problem> {
  if (result.status !== 'already') throw new TypeError('Expected a refusal')
  const { effect, opensAt, subject } = result
  const limitedBy = subject.startsWith('number:') ? 'number' : 'client'
  const whose = limitedBy === 'number' ? 'This number' : 'This client'
  return new Problem(409, 'already-messaged', `${whose} has had a message for this day already.`, {
    extra: {
      message: effect === null ? null : await viewOf(site, effect, personOf(request).role),
      limitedBy,
      opensAt: nextSlot(opensAt),
      rule: ruleFor(request, site.settings.config, zone),
    },
  })
}
