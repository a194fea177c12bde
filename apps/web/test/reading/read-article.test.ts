import { afterEach, expect, test, vi } from 'vitest'
import { readArticle } from '../../src/reading/read-article.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const wish = { slug: 'eight & more', card: 1, language: 'zh' }

test('reading asks for the article by its name, from the card, in the page’s language', async () => {
  const text = { slug: wish.slug, title: 'T', html: '<p>x</p>', price: 10, charged: 10, balance: 15 }
  const asked = answerWith(() => json(200, text))

  expect(await readArticle(wish)).toEqual({ kind: 'open', text })
  expect(asked).toEqual([
    {
      method: 'POST',
      address: '/api/articles/eight%20%26%20more/read',
      body: { card: 1 },
      language: 'zh',
    },
  ])
})

test('too little on the card is told with what is missing', async () => {
  answerWith(() => json(402, { code: 'insufficient-quota', needed: 10, amount: 9, held: 4, card: 1 }))

  expect(await readArticle(wish)).toEqual({ kind: 'insufficient', card: 1, missing: 5, free: 5 })
})

test.each([
  [401, 'not-signed-in', 'signed-out'],
  [404, 'unknown-article', 'gone'],
  [404, 'unknown-card', 'unavailable'],
  [409, 'being-read', 'being-read'],
  [503, 'busy', 'unavailable'],
  [503, 'article-unavailable', 'unavailable'],
  [500, 'internal', 'unknown'],
])('a %i "%s" is told as %s', async (status, code, kind) => {
  answerWith(() => problem(status, code))

  expect(await readArticle(wish)).toEqual({ kind })
})

test('a lost answer leaves the outcome unknown', async () => {
  answerWith(() => undefined)

  expect(await readArticle(wish)).toEqual({ kind: 'unknown' })
})
