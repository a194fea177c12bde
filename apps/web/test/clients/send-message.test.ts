import { afterEach, expect, test, vi } from 'vitest'
import { sendMessage } from '../../src/clients/send-message.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const wish = { clientId: 'c1', text: 'Hello', key: 'a-key', language: 'en' }
const message = { id: 'm1', text: 'Hello', state: 'held' }
const opensAt = '2026-11-22T16:00:00.000Z'

test('a message that was taken comes with its record', async () => {
  answerWith(() => json(202, { message, opensAt }))

  expect(await sendMessage(wish)).toEqual({ kind: 'queued', answer: { message, opensAt } })
})

test('whoever comes second is told the winner’s record, which is an answer and no error', async () => {
  const answer = { code: 'already-messaged', message, limitedBy: 'number', opensAt }
  answerWith(() => json(409, answer))

  expect(await sendMessage(wish)).toEqual({ kind: 'already', answer })
})

test('one press is one request, with the key of the form that was opened', async () => {
  const asked = answerWith(() => undefined)

  await sendMessage(wish)

  expect(asked).toEqual([
    {
      method: 'POST',
      address: '/api/clients/c1/messages',
      body: { text: 'Hello' },
      key: 'a-key',
      language: 'en',
    },
  ])
})

test.each([
  ['the connection breaks', undefined],
  ['a proxy answers in the server’s place', () => new Response('Bad Gateway', { status: 502 })],
  ['the database went away, perhaps after the commit', () => problem(503, 'database-unavailable')],
  ['the server failed', () => problem(500, 'internal')],
])('the outcome is unknown where %s', async (_, reply) => {
  answerWith(() => reply?.())

  expect(await sendMessage(wish)).toEqual({ kind: 'unknown' })
})

test.each([
  [422, 'opted-out'],
  [422, 'too-long'],
  [404, 'unknown-client'],
  [401, 'not-signed-in'],
  [403, 'not-allowed'],
  [503, 'overloaded'],
  [409, 'another-code'],
])('a refusal with %i %s is known by its code, and nothing was sent', async (status, code) => {
  answerWith(() => problem(status, code))

  expect(await sendMessage(wish)).toEqual({ kind: 'refused', code })
})
