import { personIfAny, personOf, requirePerson } from '../accounts/identify.ts'
import { FIRST_CARD } from '../cards/rules.ts'
import { assertOwnCard } from '../cards/store.ts'
import {
  IdempotencyHeaders,
  keyedRequest,
  markReplayed,
  takeIdempotencyKey,
} from '../http/idempotency-key.ts'
import { languageOf } from '../http/language.ts'
import { asProblem, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { versionFor } from './article.ts'
import { readArticle } from './read.ts'
import { ArticlesSchema, InsufficientQuotaSchema, ReadBodySchema, ReadSchema, SlugSchema } from './schemas.ts'
import { slugsRead } from './store.ts'

const tags = ['reading']

const INSUFFICIENT: Record<never, never> = { 402: asProblem(402, InsufficientQuotaSchema) }

export function readingRoutes(app: App, site: Site): void {
  app.get(
    '/api/articles',
    {
      schema: {
        operationId: 'listArticles',
        tags,
        description: 'All articles with their prices. `read` is false for whoever is not signed in.',
        response: { 200: ArticlesSchema, ...problems(503) },
      },
    },
    async (request, reply) => {
      const person = await personIfAny(site, request, reply)
      const language = languageOf(request.headers['accept-language'])
      const articles = await site.shelf.articles()
      const read = person === null ? new Set<string>() : await slugsRead(site.pool, person.id)
      const items = [...articles.values()].flatMap((versions) => {
        const article = versionFor(versions, language)
        if (article === undefined) return []
        const { slug, language: own, title, summary, price, minutes } = article
        return [{ slug, language: own, title, summary, price, minutes, read: read.has(slug) }]
      })
      return { unit: site.settings.config.checkIn.unit, items }
    },
  )
  app.post(
    '/api/articles/:slug/read',
    {
      onRequest: [requirePerson(site), takeIdempotencyKey],
      schema: {
        operationId: 'readArticle',
        consumes: ['application/json'],
        tags,
        description:
          'Gives the text of an article. The first reading costs its price, once per member; later ones are free.',
        params: SlugSchema,
        headers: IdempotencyHeaders,
        body: ReadBodySchema,
        response: { 200: ReadSchema, ...problems(...WRITE_REFUSALS, 401, 404, 409, 422), ...INSUFFICIENT },
      },
    },
    async (request, reply) => {
      const memberId = personOf(request).id
      const { slug } = request.params
      const card = request.body?.card ?? FIRST_CARD
      const language = languageOf(request.headers['accept-language'])
      const article = versionFor((await site.shelf.articles()).get(slug) ?? [], language)
      if (article === undefined) {
        throw new Problem(404, 'unknown-article', 'There is no such article.', { extra: { slug } })
      }
      await assertOwnCard(site.pool, memberId, card)
      const wish = { memberId, article, card, keyed: keyedRequest(request, { card }) }
      const { html, charged, balance, replayed } = await readArticle(site, wish)
      if (replayed) markReplayed(reply)
      const { language: own, title, price } = article
      return { slug, language: own, title, html, price, charged, balance }
    },
  )
}
