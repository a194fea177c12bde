import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOSTILE_BODIES, near, type Schema } from './support/hostile.ts'
import type { TestMember } from './support/member.ts'
import { startSite, type TestSite } from './support/start-site.ts'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

const { paths } = JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const ROUTES = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation,
  })),
)
const POSTS = ROUTES.filter(({ method }) => method === 'POST')

let site: TestSite
beforeAll(async () => {
  site = await startSite({ config: { limits: { signUpsPerMinute: 1_000_000 } } })
})

afterAll(async () => {
  await site.stop()
})

/** One of each, with all their cookies. New ones for each route: some routes end a session. */
async function everyRole(): Promise<readonly (readonly [string, TestMember])[]> {
  const [member, admin] = [await site.member(), await site.member({ role: 'admin' })]
  // The hot cookie comes with the first answer.
  for (const one of [member, admin]) await one.request('/api/quota')
  return [
    ['anonymous', site.stranger()],
    ['member', member],
    ['admin', admin],
  ]
}

test('the description has every route that takes a body', () => {
  expect(POSTS.map(({ path }) => path).sort()).toEqual([
    '/api/actions/{action}/claims',
    '/api/admin/api-keys',
    '/api/admin/bonus-preview',
    '/api/admin/corrections',
    '/api/admin/invitations',
    '/api/admin/members/{id}/ban',
    '/api/admin/members/{id}/unban',
    '/api/admin/password-links',
    '/api/admin/roles',
    '/api/admin/verify',
    '/api/articles/{slug}/read',
    '/api/auth/change-password',
    '/api/auth/get-session',
    '/api/auth/reset-password',
    '/api/auth/sign-in/email',
    '/api/auth/sign-out',
    '/api/auth/sign-up/email',
    '/api/cards',
    '/api/check-ins',
    '/api/check-ins/make-up',
    '/api/clients',
    '/api/clients/import',
    '/api/clients/{id}/messages',
    '/api/gateways/{name}/pause',
    '/api/gateways/{name}/receipts/{token}',
    '/api/gateways/{name}/resume',
    '/api/messages/resolve',
    '/api/messages/{id}/cancel',
    '/api/messages/{id}/look-up',
    '/api/messages/{id}/resolve',
    '/api/set-up',
    '/api/sign',
  ])
})

describe('bodies from outside the schema', () => {
  test.each(POSTS)('$path refuses them all with 4xx and changes nothing', async ({ path }) => {
    const roles = await everyRole()
    const before = await contents()
    const wrong: string[] = []
    for (const [role, one] of roles) {
      for (const [what, type, body] of HOSTILE_BODIES) {
        const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
        const response = await one.request(path, { method: 'POST', body, headers })
        const { code = '', status } = (await response.json()) as {
          readonly code?: string
          readonly status?: number
        }
        const isRefused = response.status >= 400 && response.status < 500 && /^[a-z-]+$/.test(code)
        const hasForm = status === (path === '/api/sign' ? 0 : response.status)
        if (!isRefused || !hasForm) wrong.push(`${role}, ${what}: ${response.status} ${code}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await contents()).toEqual(before)
  })
})

describe('input near the schema, of every role', () => {
  test.each(ROUTES)('$method $path never answers 5xx', async ({ path, method, operation }) => {
    const roles = await everyRole()
    const admins = await adminCount()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(roles.length - 1),
        near(operation.requestBody?.content['application/json']?.schema ?? { type: 'null' }),
        fc.constantFrom(
          'application/json',
          'application/x-www-form-urlencoded',
          'application/problem+json',
          'text/html',
        ),
        query(operation),
        address(operation),
        async (role, body, type, search, inPath) => {
          const one = roles[role]?.[1] ?? site.stranger()
          const jar = { headers: { cookie: one.cookie, 'content-type': type } }
          const init = method === 'GET' ? jar : { ...jar, method, body: JSON.stringify(body) }
          const response = await fetch(`${site.url}${inPath(path)}${search}`, init)
          // A stream of events has no end of its own.
          if (response.headers.get('content-type')?.startsWith('text/event-stream'))
            await response.body?.cancel()
          else await response.arrayBuffer()
          expect(response.status, `${response.status} ${search}`).toBeLessThan(500)
        },
      ),
      { numRuns: 60 },
    )
    expect(await adminCount()).toBe(admins)
    const { rows } = await site.pool.query<Record<string, string>>(
      `select (select count(*) from daylatch.claim) - (select count(*) from daylatch.entry) as unpaid,
              (select coalesce(sum(amount), 0) - 25 * (select count(*) from daylatch.claim) from daylatch.balance) as off`,
    )
    expect(rows).toEqual([{ unpaid: '0', off: '0' }])
  })
})

describe('addresses and headers', () => {
  test.each([
    '/%00',
    '/%ff',
    '/api/%00',
    '/api/check-ins?cursor=%00',
    '/api/check-ins?cursor=a&cursor=b',
    '/..%2f..%2fetc%2fpasswd',
    '/api/check-ins?x=1',
    `/${'a'.repeat(9000)}`,
  ])('GET %.40s is answered with 4xx', async (path) => {
    const response = await fetch(`${site.url}${path}`)
    await response.arrayBuffer()
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
  })

  test.each([
    ['a flood of headers', `GET /api/quota HTTP/1.1\r\nhost: x\r\n${'x-a: b\r\n'.repeat(5000)}\r\n`, '431'],
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /api/sign HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na',
      '400',
    ],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nhost: \r\nconnection: close\r\n\r\n', '200'],
    [
      'a cookie of junk',
      'GET /api/quota HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: daylatch.session_token=%; daylatch.hot=\xff%00.\xff\r\n\r\n',
      '401',
    ],
    [
      'a signed cookie that is none',
      'GET /api/quota HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: daylatch.session_token=a.b\r\n\r\n',
      '401',
    ],
  ])('%s', async (_what, bytes, status) => {
    expect((await raw(bytes)).slice(9, 12)).toBe(status)
  })
})

test('none of it was a defect of ours: nothing is logged as an error', () => {
  const errors = site.process
    .stderr()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'))
  expect(errors).toEqual([])
})

/** Fills the places of a path with values near their schemas, so that the address is still of this route. */
function address(operation: Operation): fc.Arbitrary<(path: string) => string> {
  const places = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) =>
      near(schema).map((value) => [`{${name}}`, encode(value).slice(0, 300)] as const),
    )
  return fc
    .tuple(...places)
    .map((values) => (path) => values.reduce((filled, [place, value]) => filled.replace(place, value), path))
}

function query(operation: Operation): fc.Arbitrary<string> {
  const inQuery = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const pairs = inQuery.map(({ name, schema }) => near(schema).map((value) => `${name}=${encode(value)}`))
  return pairs.length === 0
    ? fc.constant('')
    : fc.tuple(...pairs).map((list) => `?${list.join('&').slice(0, 4000)}`)
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(text.toWellFormed())
}

async function adminCount(): Promise<number | null> {
  return (await site.pool.query(`select from site.member where role = 'admin'`)).rowCount
}

/** How many rows every table has, and what the sessions and members are. */
async function contents(): Promise<unknown> {
  const { rows } = await site.pool.query(
    `select (select count(*) from daylatch.claim) as claims, (select count(*) from daylatch.entry) as entries,
            (select count(*) from daylatch.balance) as balances, (select count(*) from daylatch.latch) as latches,
            (select count(*) from site.credential) as credentials, (select count(*) from site.revocation) as revoked,
            (select json_agg(m order by id) from site.member m) as members,
            (select json_agg(s order by id) from site.session s) as sessions,
            (select json_agg(c) from site.sign_up_count c) as counts`,
  )
  return rows
}

function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(site.url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port) })
    socket.setEncoding('latin1').on('data', (data: string) => (text += data))
    socket.once('close', () => {
      resolve(text)
    })
    socket.once('error', (error) => {
      if (text === '') reject(error)
    })
    socket.write(bytes, 'latin1')
  })
}
