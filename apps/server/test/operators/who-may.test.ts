import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '../../src/accounts/roles.ts'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

const { paths } = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const ROUTES = Object.entries(paths)
  .filter(([path]) => path.startsWith('/api/admin/'))
  .flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace('{id}', 'x') })),
  )

/** What the staff reads and does, each route from some role on; receipts come from gateways, which have a token. */
const STAFF_ROUTES = Object.entries(paths)
  .filter(([path]) => /^\/api\/(?:clients|messages|gateways|handset)/.test(path) && !path.includes('{token}'))
  .flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replace('{id}', '00000000-0000-4000-8000-000000000000').replace('{name}', 'handset'),
    })),
  )

let site: TestSite
let askers: readonly (readonly [who: string, asker: TestMember, status: number, code: string])[]

beforeAll(async () => {
  site = await startSite()
  const others = ROLES.filter((role) => role !== 'admin')
  const byRole = await Promise.all(
    others.map(async (role) => [`a ${role}`, await site.member({ role }), 403, 'not-allowed'] as const),
  )
  const banned = await site.member({ role: 'admin' })
  await banned.request('/api/quota')
  await site.pool.query('update site.member set banned_at = now() where id = $1', [banned.id])
  const demoted = await site.member({ role: 'admin' })
  await demoted.request('/api/quota')
  await site.pool.query(`update site.member set role = 'viewer' where id = $1`, [demoted.id])
  askers = [
    ['nobody', site.stranger(), 401, 'not-signed-in'],
    ...byRole,
    // Both still have a hot cookie that says "admin".
    ['a banned administrator', banned, 401, 'not-signed-in'],
    ['a demoted administrator', demoted, 403, 'not-allowed'],
  ]
})

afterAll(async () => {
  await site.stop()
})

test('the description has the routes of administrators', () => {
  expect(ROUTES.length).toBeGreaterThanOrEqual(20)
})

describe.each(ROUTES)('$method $path', ({ method, path }) => {
  test('is for administrators alone', async () => {
    for (const [who, asker, status, code] of askers) {
      expect([who, ...(await refusalOf(await asker.request(path, { method })))]).toEqual([who, status, code])
    }
    const admin = await site.member({ role: 'admin' })
    const { apiKey, key } = await bodyOf<{ apiKey: { id: string }; key: string }>(
      await admin.post('/api/admin/api-keys', { name: 'Key', actions: ['check-in'] }),
    )
    const headers = { authorization: `Bearer ${key}` }
    expect(await refusalOf(await site.stranger().request(path, { method, headers }))).toEqual([
      401,
      'not-signed-in',
    ])
    await admin.request(`/api/admin/api-keys/${apiKey.id}`, { method: 'DELETE' })
    const answer = await admin.request(path, { method })
    await answer.arrayBuffer()
    expect([401, 403]).not.toContain(answer.status)
    expect(answer.status).toBeLessThan(500)
  })
})

describe.each(STAFF_ROUTES)('$method $path', ({ method, path }) => {
  test('is for the staff alone', async () => {
    const outsiders = askers.filter(
      ([who]) => !who.startsWith('a ') || who === 'a member' || who === 'a banned administrator',
    )
    for (const [who, asker, status, code] of outsiders) {
      expect([who, ...(await refusalOf(await asker.request(path, { method })))]).toEqual([who, status, code])
    }
  })
})

test.each(STAFF_ROUTES.filter(({ method }) => method !== 'GET'))(
  '$method $path changes nothing for a viewer',
  async ({ method, path }) => {
    const viewer = await site.member({ role: 'viewer' })
    expect(await refusalOf(await viewer.request(path, { method }))).toEqual([403, 'not-allowed'])
  },
)

test('the description has the routes of the staff', () => {
  expect(STAFF_ROUTES.length).toBeGreaterThanOrEqual(14)
})

test.each([...ROUTES, ...STAFF_ROUTES].filter(({ method }) => method !== 'GET'))(
  '$method $path is not for pages of other sites',
  async ({ method, path }) => {
    const admin = await site.member({ role: 'admin' })
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect(await refusalOf(await admin.request(path, { method, headers }))).toEqual([403, 'foreign-page'])
  },
)
