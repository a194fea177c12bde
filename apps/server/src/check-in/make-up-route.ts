import { personOf, requirePerson } from '../accounts/identify.ts'
import { accountOf, FIRST_CARD } from '../cards/rules.ts'
import { assertOwnCard } from '../cards/store.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { asProblem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { madeUpView, noMakeUps, refusalOf } from './make-up-rules.ts'
import { MadeUpSchema, MakeUpBodySchema, MakeUpRefusedSchema } from './month-schemas.ts'
import { hasMakeUps } from './rules.ts'
import { registeredAt } from './store.ts'

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
    async (request, reply) => {
      const { card = FIRST_CARD, period } = request.body
      const memberId = personOf(request).id
      await assertOwnCard(site.pool, memberId, card)
      if (!hasMakeUps(site.settings.config)) throw noMakeUps(period)
      const result = await site.checkIn.makeUp(site.claims, memberId, period, {
        account: accountOf(card),
        notBefore: await registeredAt(site.pool, memberId),
        ...keyedRequest(request, { card, period }),
      })
      if (result.status === 'refused') throw refusalOf(result, period, card)
      if (result.replayed) markReplayed(reply)
      return await reply.code(201).send(madeUpView(result, site.checkIn.rule))
    },
  )
}
