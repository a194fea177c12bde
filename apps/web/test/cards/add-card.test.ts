import { afterEach, expect, test, vi } from 'vitest'
import { addCard } from '../../src/cards/add-card.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const card = { card: 2, name: null, amount: 0, held: 0 }

test('a card is added once per press, with a name or without', async () => {
  const asked = answerWith(() => json(201, card))

  expect(await addCard('')).toEqual({ kind: 'added', card })
  expect(await addCard('Evening')).toEqual({ kind: 'added', card })
  expect(asked.map(({ body }) => body)).toEqual([{}, { name: 'Evening' }])
})

test('what the server refuses is told from what nobody knows', async () => {
  answerWith(() => problem(409, 'too-many-cards'))
  expect(await addCard('')).toEqual({ kind: 'full' })

  answerWith(() => problem(400, 'invalid-input'))
  expect(await addCard('')).toEqual({ kind: 'refused' })

  answerWith(() => undefined)
  expect(await addCard('')).toEqual({ kind: 'unknown' })
})
