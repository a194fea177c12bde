import { balances } from 'daylatch'
import { Type } from 'typebox'
import { personOf, requirePerson } from '../accounts/identify.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { refuseIdempotencyKey } from './idempotency-key.ts'
import { readCursor } from './list-cursor.ts'
import { assertOwnCard, FIRST_CARD, nextOpening, viewOf } from './rules.ts'
import {
  AlreadyCheckedInSchema,
  CheckInBodySchema,
  CheckInSchema,
  ListSchema,
  QuotaSchema,
  TodaySchema,
} from './schemas.ts'
import { listCheckIns } from './store.ts'

const tags = ['check-in']

const ALREADY: Record<never, never> = { 409: asProblem(409, AlreadyCheckedInSchema) }

export function checkInRoutes(app: App, site: Site): void {
  checkInRoute(app, site)
  app.get(
    '/api/check-ins/today',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'getToday',
        tags,
        description: 'Where the member stands: the check-in of the running day, or none.',
        response: { 200: TodaySchema, ...problems(401, 503) },
      },
    },
    async (request) => {
      const { claim, opensAt } = await site.checkIn.status(site.reads, personOf(request).id)
      const checkIn = claim === null ? null : viewOf(claim, opensAt)
      return { checkedIn: checkIn !== null, opensAt: nextOpening(opensAt).toISOString(), checkIn }
    },
  )
  app.get(
    '/api/check-ins',
    {
      schema: {
        operationId: 'listCheckIns',
        tags,
        description: 'The public list of the running day, in the order of the check-ins.',
        querystring: Type.Object(
          { cursor: Type.Optional(Type.String({ maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: { 200: ListSchema, ...problems(400, 503) },
      },
    },
    async (request) => {
      const { cursor } = request.query
      const page = await listCheckIns(site, cursor === undefined ? undefined : readCursor(cursor))
      return { ...page, items: [...page.items] }
    },
  )
  quotaRoute(app, site)
}

function checkInRoute(app: App, site: Site): void {
  app.post(
    '/api/check-ins',
    {
      onRequest: [requirePerson(site), refuseIdempotencyKey],
      schema: {
        operationId: 'checkIn',
        consumes: ['application/json'],
        tags,
        description:
          'Checks the member in for the running day, once. `Idempotency-Key` is not taken yet: with one the answer is 400 ' +
          '`idempotency-key-unsupported`.',
        body: CheckInBodySchema,
        response: {
          201: CheckInSchema,
          ...problems(...WRITE_REFUSALS, 401, 404),
          ...ALREADY,
        },
      },
    },
    async (request, reply) => {
      const card = request.body?.card ?? FIRST_CARD
      assertOwnCard(card)
      const { status, claim, opensAt } = await site.checkIn.claim(site.claims, personOf(request).id, {
        account: String(card),
      })
      const view = viewOf(claim, opensAt)
      if (status === 'already') {
        const detail = 'You have checked in for this day already.'
        throw new Problem(409, 'already-checked-in', detail, { extra: { ...view } })
      }
      return reply.code(201).send(view)
    },
  )
}

function quotaRoute(app: App, site: Site): void {
  app.get(
    '/api/quota',
    {
      onRequest: requirePerson(site),
      schema: { operationId: 'getQuota', tags, response: { 200: QuotaSchema, ...problems(401, 503) } },
    },
    async (request) => {
      const { unit } = site.settings.config.checkIn
      const accounts = await balances(site.reads, personOf(request).id)
      const first = accounts.find(
        (balance) => balance.unit === unit && balance.account === String(FIRST_CARD),
      )
      return { unit, cards: [{ card: FIRST_CARD, amount: first?.amount ?? 0, held: first?.held ?? 0 }] }
    },
  )
}
