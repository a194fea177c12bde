import type { FastifyRequest } from 'fastify'
import { personOf, requireStaff } from '../accounts/identify.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { cancelMessage, type Decided, resolveMany, resolveMessage } from './decisions.ts'
import {
  CancelBody,
  IdParams,
  LookedUpSchema,
  LookUpBody,
  MessageSchema,
  NotInStateSchema,
  ResolveBody,
  ResolvedManySchema,
  ResolveManyBody,
} from './schemas.ts'
import { messageOf, unknownMessage, viewOf } from './store.ts'
import type { MessageView } from './view.ts'

const NOT_IN_STATE: Record<never, never> = { 409: asProblem(409, NotInStateSchema) }
const tags = ['messages']

/** What the staff decides about messages, only from the states that allow it. */
export function decisionRoutes(app: App, site: Site): void {
  const response = { 200: MessageSchema, ...problems(...WRITE_REFUSALS, 401, 404), ...NOT_IN_STATE }
  app.post(
    '/api/messages/:id/cancel',
    {
      onRequest: requireStaff(site, 'sender'),
      schema: {
        operationId: 'cancelMessage',
        consumes: ['application/json'],
        tags,
        description: 'Takes a message back that has not left yet. Its slot is free again.',
        params: IdParams,
        body: CancelBody,
        response,
      },
    },
    async (request) => {
      const { id } = personOf(request)
      const note = request.body?.reason?.trim()
      return await answer(site, request, await cancelMessage(site, request.params.id, id, note))
    },
  )
  app.post(
    '/api/messages/:id/resolve',
    {
      onRequest: requireStaff(site, 'sender'),
      schema: {
        operationId: 'resolveMessage',
        consumes: ['application/json'],
        tags,
        description:
          'Records what a person has found out about a message whose outcome nobody knows. With `not-sent` its slot is ' +
          'free again where the configuration says so.',
        params: IdParams,
        body: ResolveBody,
        response,
      },
    },
    async (request) => {
      const { id } = personOf(request)
      const { verdict, reason, attempt } = request.body
      const decided = await resolveMessage(site, request.params.id, id, {
        verdict,
        reason: reason.trim(),
        attempt,
      })
      return await answer(site, request, decided)
    },
  )
  app.post(
    '/api/messages/:id/look-up',
    {
      onRequest: requireStaff(site, 'sender'),
      schema: {
        operationId: 'lookUpMessage',
        consumes: ['application/json'],
        tags,
        description:
          'Asks the gateway what became of a message whose outcome nobody knows. Waits for its answer; what it knows is ' +
          'recorded.',
        params: IdParams,
        body: LookUpBody,
        response: { ...response, 200: LookedUpSchema },
      },
    },
    async (request) => {
      const { id } = request.params
      const effect = await messageOf(site, id)
      const asked = await site.dispatcher.lookUp(id, { actor: personOf(request).id })
      if (asked.status === 'unsupported') {
        const message = await viewOf(site, effect, personOf(request).role)
        const detail = 'This gateway cannot be asked what became of a message.'
        throw new Problem(409, 'no-look-up', detail, { extra: { message } })
      }
      if (asked.status === 'absent') throw unknownMessage()
      const message = await answer(site, request, {
        isDone: asked.status === 'asked',
        effect: asked.effect,
      })
      return { ...message, finding: asked.status === 'asked' ? asked.finding : 'unclear' }
    },
  )
  app.post(
    '/api/messages/resolve',
    {
      onRequest: requireStaff(site, 'sender'),
      schema: {
        operationId: 'resolveMessages',
        consumes: ['application/json'],
        tags,
        description:
          'The same verdict on many messages. Those that cannot be decided are told, and the others are decided all the ' +
          'same.',
        body: ResolveManyBody,
        response: { 200: ResolvedManySchema, ...problems(...WRITE_REFUSALS, 401) },
      },
    },
    async (request) => {
      const { ids, verdict, reason } = request.body
      const actor = personOf(request).id
      const { resolved, refused } = await resolveMany(site, ids, actor, { verdict, reason: reason.trim() })
      if (resolved.length > 0) site.messages.tell()
      return { resolved: [...resolved], refused: [...refused] }
    },
  )
}

/** The message as it is now; where nothing could be decided, as a refusal. */
async function answer(
  site: Site,
  request: FastifyRequest,
  { isDone, effect }: Decided,
): Promise<MessageView> {
  const message = await viewOf(site, effect, personOf(request).role)
  if (!isDone) {
    const detail = `The message is ${effect.state}: this cannot be decided about it any more, or not yet.`
    throw new Problem(409, 'not-in-state', detail, { extra: { message } })
  }
  site.messages.tell()
  return message
}
