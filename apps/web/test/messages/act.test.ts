import { afterEach, expect, test, vi } from 'vitest'
import { actOnMessage, decide } from '../../src/messages/act.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const message = { id: 'm1', state: 'cancelled' }
const verdict = { verdict: 'not-sent', reason: 'Rang the client' } as const

test('what was done comes with the message as it is then', async () => {
  const asked = answerWith(() => json(200, message))

  expect(await actOnMessage('cancel', 'm1')).toEqual({ kind: 'done', message })
  expect(asked.map(({ address }) => address)).toEqual(['/api/messages/m1/cancel'])
})

test('a message that has moved on is told as it stands', async () => {
  const gone = { ...message, state: 'sending' }
  answerWith(() => json(409, { code: 'not-in-state', message: gone }))

  expect(await actOnMessage('cancel', 'm1')).toEqual({ kind: 'not-in-state', message: gone })
})

test.each([
  ['no answer', () => undefined, { kind: 'unknown' }],
  ['a server in trouble', () => problem(500, 'internal'), { kind: 'unknown' }],
  ['a refusal', () => problem(403, 'not-allowed'), { kind: 'refused', code: 'not-allowed' }],
])('%s is told apart from what was done', async (_, reply, outcome) => {
  answerWith(reply)

  expect(await actOnMessage('look-up', 'm1')).toEqual(outcome)
  expect(await decide({ messages: [{ id: 'm1', attempt: 1 }], ...verdict })).toEqual(outcome)
})

test('one message is decided for the attempt that was seen', async () => {
  const asked = answerWith(() => json(200, message))

  const outcome = await decide({ messages: [{ id: 'm1', attempt: 2 }], ...verdict })

  expect(outcome).toEqual({ kind: 'decided', resolution: { resolved: ['m1'], refused: [] } })
  expect(asked[0]).toMatchObject({ address: '/api/messages/m1/resolve', body: { ...verdict, attempt: 2 } })
})

test('one that has moved on is told as refused, with its state', async () => {
  answerWith(() => json(409, { code: 'not-in-state', message: { ...message, state: 'delivered' } }))

  expect(await decide({ messages: [{ id: 'm1', attempt: 2 }], ...verdict })).toEqual({
    kind: 'decided',
    resolution: { resolved: [], refused: [{ id: 'm1', code: 'not-in-state', state: 'delivered' }] },
  })
})

test('several are decided in one request', async () => {
  const resolution = { resolved: ['m1'], refused: [{ id: 'm2', code: 'not-in-state', state: 'sent' }] }
  const asked = answerWith(() => json(200, resolution))
  const messages = [
    { id: 'm1', attempt: 1 },
    { id: 'm2', attempt: 1 },
  ]

  expect(await decide({ messages, ...verdict })).toEqual({ kind: 'decided', resolution })
  expect(asked).toMatchObject([{ address: '/api/messages/resolve', body: { ids: ['m1', 'm2'], ...verdict } }])
})
