import { personOf, requirePerson } from '../accounts/identify.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { assertOwnCard } from '../cards/store.ts'
import { IdempotencyHeaders, takeIdempotencyKey } from '../http/idempotency-key.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { MadeUpSchema, MakeUpBodySchema, MakeUpRefusedSchema } from './month-schemas.ts'

const REFUSED: Record<never, never> = Object.fromEntries(
  [402, 409, 422].map((status) => [status, asProblem(status, MakeUpRefusedSchema)]),
)

/** Making up a missed day. */
export function makeUpRoute(app: App, site: Site): void {
  app.post(
    '/api/check-ins/make-up',
    {
      onRequest: [requirePerson(site), takeIdempotencyKey],
      schema: {
        operationId: 'makeUp',
        consumes: ['application/json'],
        tags: ['check-in'],
        description:
          'Makes up a missed day: pays its reward for what it costs, and mends the streak. 409 `already-checked-in` and ' +
          '`no-allowance`; 422 `not-over`, `too-far-back`, `before-start`, `no-such-day`, `overlaps`; 402 `insufficient-quota`.',
        headers: IdempotencyHeaders,
        body: MakeUpBodySchema,
        response: { 201: MadeUpSchema, ...problems(...WRITE_REFUSALS, 401, 404), ...REFUSED },
      },
    },
    async (request) => {
      const { card = FIRST_CARD } = request.body
      await assertOwnCard(site.pool, personOf(request).id, card)
      throw new Problem(503, 'busy', 'Not yet.')
    },
  )
}
