import { personOf, requirePerson } from '../accounts/identify.ts'
import { assertOwnCard, listCards } from '../cards/store.ts'
import { csvHeaders, csvStream } from '../http/csv.ts'
import { problems } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { allEntries, CSV_COLUMNS, listEntries } from './entries.ts'
import { CsvQuerySchema, EntriesQuerySchema, EntriesSchema, QuotaSchema } from './schemas.ts'

const tags = ['quota']

const CSV = {
  description:
    'UTF-8 with a byte order mark; texts that a spreadsheet would calculate begin with an apostrophe',
  content: { 'text/csv': { schema: { type: 'string' } } },
} as unknown as Record<never, never>

export function quotaRoutes(app: App, site: Site): void {
  app.get(
    '/api/quota',
    {
      onRequest: requirePerson(site),
      schema: { operationId: 'getQuota', tags, response: { 200: QuotaSchema, ...problems(401, 503) } },
    },
    async (request) => {
      const cards = await listCards(site, personOf(request).id)
      return {
        unit: site.settings.config.checkIn.unit,
        cards: cards.map(({ card, amount, held }) => ({ card, amount, held })),
      }
    },
  )
  app.get(
    '/api/quota/entries',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'listEntries',
        tags,
        description:
          "The change log of one of the member's cards, newest first, with the balance after each change.",
        querystring: EntriesQuerySchema,
        response: { 200: EntriesSchema, ...problems(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const { id } = personOf(request)
      const { card = '1', cursor } = request.query
      await assertOwnCard(site.pool, id, Number(card))
      const { items, nextCursor } = await listEntries(site, id, Number(card), cursor)
      return { unit: site.settings.config.checkIn.unit, card: Number(card), items: [...items], nextCursor }
    },
  )
  app.get(
    '/api/quota/entries.csv',
    {
      onRequest: requirePerson(site),
      exposeHeadRoute: false,
      schema: {
        operationId: 'downloadEntries',
        tags,
        description: 'The whole change log of a card for spreadsheets.',
        querystring: CsvQuerySchema,
        response: { 200: CSV, ...problems(400, 401, 404, 503) },
      },
    },
    async (request, reply) => {
      const { id } = personOf(request)
      const card = Number(request.query.card ?? '1')
      await assertOwnCard(site.pool, id, card)
      return await reply
        .headers(csvHeaders(`card-${card}.csv`))
        .send(csvStream(CSV_COLUMNS, allEntries(site, id, card)))
    },
  )
}
