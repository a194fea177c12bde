import { personOf, requirePerson } from '../accounts/identify.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { IdempotencyHeaders, markReplayed, takeIdempotencyKey } from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { claimCheckIn } from './claim.ts'
import { viewOf } from './rules.ts'
import { AlreadyCheckedInSchema, CheckInBodySchema, CheckInSchema } from './schemas.ts'

const ALREADY: Record<never, never> = { 409: asProblem(409, AlreadyCheckedInSchema) }

export function checkInRoute(app: App, site: Site): void {
  app.post(
    '/api/check-ins',
    {
      onRequest: [requirePerson(site), takeIdempotencyKey],
      schema: {
        operationId: 'checkIn',
        consumes: ['application/json'],
        tags: ['check-in'],
        description: 'Checks the member in for the running day, once.',
        headers: IdempotencyHeaders,
        body: CheckInBodySchema,
        response: {
          201: CheckInSchema,
          ...problems(...WRITE_REFUSALS, 401, 404, 422),
          ...ALREADY,
        },
      },
    },
    async (request, reply) => {
      const card = request.body?.card ?? FIRST_CARD
      const { status, claim, opensAt, replayed } = await claimCheckIn(
        site,
        request,
        personOf(request).id,
        card,
      )
      if (replayed) markReplayed(reply)
      const view = viewOf(claim, opensAt, site.settings.config.checkIn.rank)
      if (status === 'already') {
        const detail = 'You have checked in for this day already.'
        throw new Problem(409, 'already-checked-in', detail, { extra: { ...view } })
      }
      return await reply.code(201).send(view)
    },
  )
}
