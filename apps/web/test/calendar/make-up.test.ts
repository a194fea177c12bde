import { afterEach, expect, test, vi } from 'vitest'
import { makeUp } from '../../src/calendar/make-up.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const wish = { period: '2026-11-20', card: 2, key: 'k1' }

test('a make-up is one request with the wish’s own key, and gives what was paid and taken', async () => {
  const madeUp = { period: wish.period, reward: 25, cost: 10, balance: 15, streak: 3 }
  const asked = answerWith(() => json(201, madeUp))

  expect(await makeUp(wish)).toEqual({ kind: 'done', madeUp })
  expect(asked).toEqual([
    {
      method: 'POST',
      address: '/api/check-ins/make-up',
      body: { period: wish.period, card: 2 },
      key: 'k1',
    },
  ])
})

test.each([
  [409, 'already-checked-in', 'already'],
  [409, 'no-allowance', 'no-allowance'],
  [402, 'insufficient-quota', 'insufficient'],
  [422, 'overlaps', 'overlaps'],
  [422, 'too-far-back', 'too-far-back'],
  [422, 'not-over', 'not-over'],
  [422, 'before-start', 'before-start'],
  [422, 'some-rule-of-later', 'refused'],
  [401, 'not-signed-in', 'signed-out'],
  [503, 'overloaded', 'busy'],
  [503, 'database-unavailable', 'unknown'],
])('a %i "%s" is told as %s', async (status, code, kind) => {
  answerWith(() => problem(status, code))

  expect(await makeUp(wish)).toEqual({ kind })
})

test('a lost answer leaves the outcome unknown', async () => {
  answerWith(() => undefined)

  expect(await makeUp(wish)).toEqual({ kind: 'unknown' })
})
