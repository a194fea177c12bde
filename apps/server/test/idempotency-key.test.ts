import { fromPg } from 'daylatch'
import { restoreClock, startClockAt } from 'daylatch/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { claimPast } from './support/claim-past.ts'
import type { TestMember } from './support/member.ts'
import { startSite, type TestSite } from './support/start-site.ts'

const reset = Date.parse('2031-05-02T08:00:00.000+08:00')

let site: TestSite

beforeAll(async () => {
  site = await startSite({ workers: 2 })
})

afterEach(async () => {
  await restoreClock(fromPg(site.pool))
})

afterAll(async () => {
  await site.stop()
})

async function checkIn(member: TestMember, key: string, body: unknown = null) {
  const response = await member.request('/api/check-ins', {
    method: 'POST',
    headers: {
      'idempotency-key': key,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  const replayed = response.headers.get('idempotency-replayed')
  return { status: response.status, replayed, body: (await response.json()) as Record<string, unknown> }
}

async function sign(member: TestMember, key: string) {
  const response = await member.sign({ 'idempotency-key': key })
  return [response.status, response.headers.get('idempotency-replayed'), await response.json()]
}

test('a check-in sent again with its key is answered as the first time, before and after the boundary', async () => {
  const db = fromPg(site.pool)
  await startClockAt(db, new Date(reset - 60_000))
  const [member, late] = await site.members(2)
  if (member === undefined || late === undefined) throw new TypeError('Expected two members')
  const first = await checkIn(member, 'a')
  expect(first).toMatchObject({ status: 201, replayed: null, body: { period: '2031-05-01', balance: 25 } })
  expect(await checkIn(member, 'a')).toEqual({ ...first, replayed: 'true' })
  const refused = await checkIn(member, 'b')
  expect(refused).toMatchObject({ status: 409, replayed: null, body: { code: 'already-checked-in' } })
  await startClockAt(db, new Date(reset + 1000))
  const answers = await Promise.all(Array.from({ length: 6 }, async () => await checkIn(member, 'a')))
  for (const answer of answers) expect(answer).toEqual({ ...first, replayed: 'true' })
  expect(await checkIn(member, 'b')).toEqual({ ...refused, replayed: 'true' })
  expect(await member.quota()).toBe(25)
  expect(await checkIn(member, 'c')).toMatchObject({
    status: 201,
    body: { period: '2031-05-02', balance: 50 },
  })
})

test('twin: without a key the same retry pays the second day', async () => {
  const member = await site.member()
  expect(await claimPast(site.pool, member, new Date(reset - 60_000))).toBe('claimed')
  expect(await claimPast(site.pool, member, new Date(reset + 1000))).toBe('claimed')
  expect(await member.quota()).toBe(50)
})

test('a key stands for one route and one card', async () => {
  const member = await site.member()
  await member.post('/api/cards')
  expect((await checkIn(member, 'a', { card: 1 })).status).toBe(201)
  expect(await checkIn(member, 'a')).toMatchObject({ status: 201, replayed: 'true' })
  expect(await checkIn(member, 'a', { card: 2 })).toMatchObject({
    status: 422,
    replayed: null,
    body: { code: 'idempotency-key-reused' },
  })
  expect(await sign(member, 'a')).toEqual([
    422,
    null,
    { status: 0, message: '该 Idempotency-Key 已用于其他请求!', code: 'idempotency-key-reused' },
  ])
})

test('the endpoint of the story says the same again too', async () => {
  const member = await site.member()
  const success = { status: 1, message: '签到成功,获得25阅读额度!' }
  expect(await sign(member, 'a')).toEqual([200, null, success])
  expect(await sign(member, 'a')).toEqual([200, 'true', success])
  expect(await member.quota()).toBe(25)
})

test.each([
  ['an empty one', ''],
  ['one with a blank', 'a b'],
  ['one of 201 characters', 'a'.repeat(201)],
  ['one beyond ASCII', 'caf\u00e9'],
])('%s is refused, and nobody is checked in', async (_what, key) => {
  const member = await site.member()
  for (const path of ['/api/check-ins', '/api/sign', '/api/check-ins/make-up', '/api/articles/x/read']) {
    const response = await member.request(path, { method: 'POST', headers: { 'idempotency-key': key } })
    const { code } = (await response.json()) as { readonly code: string }
    expect([path, response.status, code]).toEqual([path, 400, 'invalid-idempotency-key'])
  }
  expect(await member.quota()).toBe(0)
})
