import { afterEach, expect, test, vi } from 'vitest'
import { call } from '../../src/api/client.ts'
import { serverNow } from '../../src/api/server-clock.ts'
import { NoAnswer, Refused } from '../../src/api/trouble.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const list = { period: '2026-11-22', resetsAt: '2026-11-23T00:00:00.000Z', items: [], nextCursor: null }

test('an expected answer comes back with its status', async () => {
  const asked = answerWith(() => json(200, list))

  const answer = await call('get', '/api/check-ins', { query: { cursor: 'a b&c' }, expect: [200] })

  expect(answer).toEqual({ status: 200, body: list })
  expect(asked).toEqual([{ method: 'GET', address: '/api/check-ins?cursor=a+b%26c', body: undefined }])
})

test('a hole in the path that nothing fills is a mistake of ours and is not sent', async () => {
  const asked = answerWith(() => json(200, {}))

  const sent = call('post', '/api/articles/{slug}/read', { body: {}, expect: [200] })

  await expect(sent).rejects.toThrow(
    new TypeError('Expected `params` to have `slug` for /api/articles/{slug}/read'),
  )
  expect(asked).toEqual([])
})

test('an answer that was not expected is thrown with its code and its wait', async () => {
  answerWith(() => problem(503, 'overloaded', { 'retry-after': '2' }))

  const refused = await call('post', '/api/check-ins', { expect: [201, 409] }).catch(
    (error: unknown) => error,
  )

  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toMatchObject({ status: 503, code: 'overloaded', retryAfterS: 2 })
})

test.each([
  ['no header', {}, undefined],
  ['a date', { 'retry-after': 'Sun, 22 Nov 2026 00:00:00 GMT' }, undefined],
  ['a negative number', { 'retry-after': '-1' }, undefined],
  ['a fraction', { 'retry-after': '1.2' }, 2],
])('a wait given as %s is understood', async (_, headers: Record<string, string>, expected) => {
  answerWith(() => problem(503, 'overloaded', headers))

  const refused = await call('get', '/api/quota', { expect: [200] }).catch((error: unknown) => error)

  expect(refused).toMatchObject({ retryAfterS: expected })
})

test('a connection that breaks is no answer', async () => {
  answerWith(() => undefined)

  await expect(call('get', '/api/quota', { expect: [200] })).rejects.toBeInstanceOf(NoAnswer)
})

test('a page that a proxy puts in the answer’s place is no answer', async () => {
  answerWith(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }))

  await expect(call('post', '/api/check-ins', { expect: [201] })).rejects.toBeInstanceOf(NoAnswer)
})

test('a computer whose clock is an hour slow still counts by the server’s', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 11) })
  answerWith(() => json(200, list, { date: 'Sun, 22 Nov 2026 12:00:00 GMT' }))

  await call('get', '/api/check-ins', { expect: [200] })

  expect(serverNow()).toBe(Date.UTC(2026, 10, 22, 12))
})

test('a difference below the header’s own precision is taken for none', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 1, 400) })
  answerWith(() => json(200, list, { date: 'Sun, 22 Nov 2026 12:00:00 GMT' }))

  await call('get', '/api/check-ins', { expect: [200] })

  expect(serverNow()).toBe(Date.UTC(2026, 10, 22, 12, 0, 1, 400))
})
