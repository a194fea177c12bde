import { personOf, requirePerson } from '../accounts/identify.ts'
import { visibleName } from '../accounts/routes.ts'
import { problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { CardSchema, CardsSchema, NewCardSchema } from './schemas.ts'
import { addCard, listCards } from './store.ts'

const tags = ['quota']

export function cardRoutes(app: App, site: Site): void {
  app.get(
    '/api/cards',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'listCards',
        tags,
        description: "The member's reading cards, card 1 first.",
        response: { 200: CardsSchema, ...problems(401, 503) },
      },
    },
    async (request) => {
      const cards = await listCards(site, personOf(request).id)
      return { unit: site.settings.config.checkIn.unit, cards: [...cards] }
    },
  )
  app.post(
    '/api/cards',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'addCard',
        consumes: ['application/json'],
        tags,
        description: 'Gives the member another card, with the next number; ten at most.',
        body: NewCardSchema,
        response: { 201: CardSchema, ...problems(...WRITE_REFUSALS, 401, 409) },
      },
    },
    async (request, reply) => {
      const name = request.body?.name
      const card = await addCard(
        site.pool,
        personOf(request).id,
        name === undefined ? null : visibleName(name),
      )
      return await reply.code(201).send(card)
    },
  )
}
