import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf, requirePerson } from '../accounts/identify.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { IdempotencyHeaders, markReplayed, takeIdempotencyKey } from '../http/idempotency-key.ts'
import { languageOf } from '../http/language.ts'
import { FORM_OR_JSON, type Problem } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { claimCheckIn } from './claim.ts'
import { nextOpening } from './rules.ts'
import { SignAnswerSchema } from './schemas.ts'
import { failureMessage, refusalMessage, successMessage } from './sign-messages.ts'

/** A card's number, as JSON has it or as a form has it. */
const CardNumber = Type.Union([
  Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  Type.String({ pattern: '^[1-9][0-9]{0,5}$' }),
])

const SignBody = Type.Union([
  Type.Null(),
  Type.Object({ card_id: Type.Optional(CardNumber) }, { additionalProperties: true }),
])

/** Story 1's endpoint, to the letter. Fields of the form that it does not know are ignored, as there. */
export function signRoute(app: App, site: Site): void {
  const { config } = site.settings
  app.post(
    '/api/sign',
    {
      onRequest: [requirePerson(site), takeIdempotencyKey],
      config: { refusal },
      schema: {
        operationId: 'sign',
        consumes: FORM_OR_JSON,
        tags: ['check-in'],
        description:
          'Checks in as `POST /api/check-ins` does, and answers in the form of the original site: 200 with `status` 1 or 0. ' +
          'The message is Chinese unless `Accept-Language` prefers English.',
        headers: IdempotencyHeaders,
        body: SignBody,
        response: Object.fromEntries(
          [200, 400, 401, 403, 404, 413, 415, 422, 500, 503].map((status) => [status, SignAnswerSchema]),
        ) as Record<200, typeof SignAnswerSchema>,
      },
    },
    async (request, reply) => {
      const card = Number(request.body?.card_id ?? FIRST_CARD)
      const result = await claimCheckIn(site, request, personOf(request).id, card)
      if (result.replayed) markReplayed(reply)
      const language = languageOf(request.headers['accept-language'])
      if (result.status === 'claimed') {
        const { reward } = result.claim
        const facts = { language, reward: reward?.amount ?? 0, unit: reward?.unit ?? '' }
        return { status: 1 as const, message: successMessage(facts) }
      }
      const opensAt = nextOpening(result.opensAt)
      const message = refusalMessage(language, opensAt, await site.clock.now(), config.zone)
      return { status: 0 as const, message }
    },
  )
}

function refusal(request: FastifyRequest, problem: Problem): Record<string, unknown> {
  const language = languageOf(request.headers['accept-language'])
  return {
    status: 0,
    message: failureMessage(language, problem.code, problem.status),
    code: problem.code,
  }
}
