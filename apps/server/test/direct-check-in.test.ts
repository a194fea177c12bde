import { DaylatchError } from 'daylatch'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { TestMember } from './support/member.ts'
import { serveHere, type SiteHere } from './support/serve-here.ts'

let here: SiteHere

beforeAll(async () => {
  here = await serveHere()
  await here.site.revocations.start()
})
afterAll(async () => {
  here.site.revocations.stop()
  await here.stop()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const JSON_TYPE = { 'content-type': 'application/json' }

interface Sent {
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A member with the short cookie, as everybody has who has opened a page. */
async function memberWithCookie(): Promise<TestMember> {
  const member = await here.member()
  await member.request('/api/check-ins/today')
  return member
}

async function answerOf(response: Response): Promise<Answer> {
  const { date: _date, 'x-request-id': id, 'content-length': _length, ...headers } = headersOf(response)
  expect(id).toMatch(/^[\da-f-]{36}$/)
  return { status: response.status, headers, body: await response.json() }
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers)
}

async function asItIs(member: TestMember, { body, headers = {} }: Sent): Promise<Answer> {
  const sent = { method: 'POST', headers, ...(body === undefined ? {} : { body }) }
  return await answerOf(await member.request('/api/check-ins', sent))
}

/** The same with its body in chunks, which only the route takes. */
async function throughRoute(
  member: TestMember,
  { body = 'null', headers = JSON_TYPE }: Sent,
): Promise<Answer> {
  const stream = new Blob([body]).stream()
  return await answerOf(
    await member.request('/api/check-ins', { method: 'POST', headers, body: stream, duplex: 'half' }),
  )
}

/** Lines of the log that the direct way wrote: those of the route carry the id of the request elsewhere. */
function directLines(): () => number {
  const info = vi.spyOn(here.site.log, 'info')
  return () => info.mock.calls.filter(([line]) => Object.hasOwn(line as object, 'reqId')).length
}

test.each([
  ['no body', {}],
  ['no card', { body: '{}', headers: JSON_TYPE }],
  ['null', { body: 'null', headers: JSON_TYPE }],
  ['the first card', { body: '{"card":1}', headers: JSON_TYPE }],
  ['the first card, spaced', { body: ' { "card" : 1 } ', headers: JSON_TYPE }],
])('a check-in with %s is answered directly, and as the route would', async (_, sent) => {
  const lines = directLines()
  const [one, other] = [await memberWithCookie(), await memberWithCookie()]
  const before = lines()
  const direct = await asItIs(one, sent)
  expect(lines()).toBe(before + 1)
  const long = await throughRoute(other, sent)
  const own = { claimedAt: expect.any(String) as string, rank: expect.any(Number) as number }
  expect(direct).toEqual({ ...long, body: { ...(long.body as object), ...own } })
  expect(direct.status).toBe(201)
  const again = await asItIs(one, sent)
  expect([again.status, again]).toEqual([409, await throughRoute(one, sent)])
  expect(lines()).toBe(before + 2)
  const { status: _status, ...refusal } = again.body as Record<string, unknown>
  expect(refusal).toMatchObject(direct.body as object)
})

test.each([
  ['that is no JSON', { body: '{"card":', headers: JSON_TYPE }, 400],
  ['that is no UTF-8', { body: Uint8Array.of(0xff, 0xfe), headers: JSON_TYPE }, 400],
  ['with another card', { body: '{"card":2}', headers: JSON_TYPE }, 404],
  ['with card 0', { body: '{"card":0}', headers: JSON_TYPE }, 400],
  ['with a card as text', { body: '{"card":"1"}', headers: JSON_TYPE }, 400],
  ['with two cards', { body: '{"card":1,"card":2}', headers: JSON_TYPE }, 404],
  ['with a field too many', { body: '{"card":1,"x":1}', headers: JSON_TYPE }, 400],
  ['with a list', { body: '[]', headers: JSON_TYPE }, 400],
  ['with a prototype', { body: '{"__proto__":{"card":1}}', headers: JSON_TYPE }, 400],
  ['of a foreign page', { body: '{}', headers: { ...JSON_TYPE, origin: 'https://example.com' } }, 403],
  ['as a text', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
  ['as a form', { body: 'card=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400],
  ['with a bad key', { body: '{}', headers: { ...JSON_TYPE, 'idempotency-key': 'two words' } }, 400],
])('a check-in %s is the route’s to answer', async (_, sent, status) => {
  const member = await memberWithCookie()
  const lines = directLines()
  const answer = await asItIs(member, sent)
  expect([answer.status, lines()]).toEqual([status, 0])
  expect(answer).toEqual(await throughRoute(member, sent))
})

test('a long body is the route’s to answer, whatever it says', async () => {
  const member = await memberWithCookie()
  const lines = directLines()
  const body = `{"card":1${' '.repeat(100)}}`
  expect((await asItIs(member, { body, headers: JSON_TYPE })).status).toBe(201)
  expect(lines()).toBe(0)
})

test('who has no cookie that is good now is asked for his session', async () => {
  const lines = directLines()
  const member = await here.member()
  expect((await asItIs(member, {})).status).toBe(201)
  await here.site.revocations.put('member', member.id)
  expect((await asItIs(member, {})).status).toBe(409)
  expect((await asItIs(await strangerOf(member), {})).status).toBe(401)
  expect(lines()).toBe(0)
})

async function strangerOf(member: TestMember): Promise<TestMember> {
  const other = await here.member()
  other.forget('daylatch.session_token')
  expect(other.id).not.toBe(member.id)
  return other
}

test.each(['OVERLOADED', 'CONNECTION_LOST', 'INCONSISTENT'] as const)(
  'a claim that ends with %s is answered and counted as by the route',
  async (code) => {
    const member = await memberWithCookie()
    const failed = vi.spyOn(here.site.metrics, 'failed')
    vi.spyOn(here.site.checkIn, 'claim').mockRejectedValue(
      new DaylatchError(code, 'by the test', { retryAfterMs: 1000 }),
    )
    const [direct, long] = [await asItIs(member, {}), await throughRoute(member, {})]
    expect(direct).toEqual(long)
    expect(direct.status).toBeGreaterThanOrEqual(500)
    expect(failed).toHaveBeenCalledTimes(2)
  },
)
