import { afterEach, expect, test, vi } from 'vitest'
import { lookForCheckIn, pressCheckIn } from '../../src/check-in/press.ts'
import { answerWith, json, problem } from '../support/answers.ts'

afterEach(() => vi.unstubAllGlobals())

const checkIn = {
  period: '2026-11-22',
  claimedAt: '2026-11-22T01:12:00.000Z',
  reward: 25,
  unit: 'reading',
  card: 1,
  balance: 25,
  streak: 1,
  rank: 37,
  resetsAt: '2026-11-23T00:00:00.000Z',
}

test('a success is claimed, with its record', async () => {
  answerWith(() => json(201, checkIn))

  expect(await pressCheckIn(1)).toEqual({ kind: 'claimed', checkIn })
})

test('a refusal because the day is taken is an answer with the winner’s record', async () => {
  answerWith(() => json(409, { ...checkIn, code: 'already-checked-in' }))

  expect(await pressCheckIn(1)).toMatchObject({ kind: 'already', checkIn })
})

test.each([
  ['the connection breaks', undefined],
  ['a proxy answers in the server’s place', () => new Response('Bad Gateway', { status: 502 })],
  [
    'the database went away, perhaps after the commit',
    () => problem(503, 'database-unavailable', { 'retry-after': '2' }),
  ],
  ['the server failed', () => problem(500, 'internal')],
])('the outcome is unknown where %s', async (_, reply) => {
  answerWith(() => reply?.())

  expect(await pressCheckIn(1)).toEqual({ kind: 'unknown' })
})

test.each([
  ['overloaded', '3', 3],
  ['busy', '1', 1],
])('a press turned away as %s says how long to wait', async (code, header, seconds) => {
  answerWith(() => problem(503, code, { 'retry-after': header }))

  expect(await pressCheckIn(1)).toEqual({ kind: 'busy', retryAfterS: seconds })
})

test('a session that ended is told from a refusal', async () => {
  answerWith(() => problem(401, 'not-signed-in'))
  expect(await pressCheckIn(1)).toEqual({ kind: 'signed-out' })

  answerWith(() => problem(403, 'foreign-page'))
  expect(await pressCheckIn(1)).toEqual({ kind: 'refused', code: 'foreign-page' })
})

test('one press is one request, whatever becomes of it', async () => {
  const asked = answerWith(() => undefined)

  await pressCheckIn(1)

  expect(asked).toEqual([{ method: 'POST', address: '/api/check-ins', body: { card: 1 } }])
})

test('a look after a lost answer finds the check-in, or finds none, or stays unknown', async () => {
  answerWith(() => json(200, { checkedIn: true, opensAt: checkIn.resetsAt, checkIn }))
  expect(await lookForCheckIn()).toEqual({ kind: 'found', checkIn })

  answerWith(() => json(200, { checkedIn: false, opensAt: checkIn.claimedAt, checkIn: null }))
  expect(await lookForCheckIn()).toEqual({ kind: 'not-counted' })

  answerWith(() => undefined)
  expect(await lookForCheckIn()).toEqual({ kind: 'unknown' })
})
