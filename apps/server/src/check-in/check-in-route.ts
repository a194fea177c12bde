import { personOf, requirePerson } from '../accounts/identify.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { IdempotencyHeaders, markReplayed, takeIdempotencyKey } from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { claimCheckIn } from './claim.ts'
import { ALREADY, viewOf } from './rules.ts'
import { AlreadyCheckedInSchema, CheckInBodySchema, CheckInSchema } from './schemas.ts'

/** Where a member checks in. */
export const CHECK_INS = '/api/check-ins'

const REFUSAL: Record<never, never> = { 409: asProblem(409, AlreadyCheckedInSchema) }

export function checkInRoute(app: App, site: Site): void {
  app.post(
    CHECK_INS,
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
          ...REFUSAL,
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
      if (status === 'already') throw new Problem(409, ...ALREADY, { extra: { ...view } })
      return await reply.code(201).send(view)
    },
  )
}
