import { afterAll, beforeAll, expect, test } from 'vitest'
import { refuseForeignPage } from '../src/http/same-site.ts'
import { startSite, type TestSite } from './support/start-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

/** What browsers send with a request that a page of another site makes, and its cookies if they were sent along. */
const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
  [
    'a form',
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  ['fetch without cors', { origin: 'https://evil.example', 'sec-fetch-mode': 'no-cors' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a page on another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['a subdomain', { 'sec-fetch-site': 'same-site' }],
  ['a browser that sends a Referer alone', { referer: 'https://evil.example/page' }],
  ['an origin that is no address', { origin: 'evil' }],
]

const BODIES: readonly (readonly [string, string | undefined])[] = [
  ['card_id=1', 'application/x-www-form-urlencoded'],
  ['card_id=1', 'text/plain'],
  ['{"card_id":1}', 'text/plain;charset=UTF-8'],
  ['', undefined],
]

test.each(FOREIGN)('%s of another site checks nobody in', async (_what, headers) => {
  const member = await site.member()
  for (const path of ['/api/sign', '/api/check-ins', '/api/auth/sign-out']) {
    for (const [body, type] of BODIES) {
      const response = await member.request(path, {
        method: 'POST',
        body,
        headers: type === undefined ? headers : { ...headers, 'content-type': type },
      })
      expect([path, type, response.status]).toEqual([path, type, 403])
    }
  }
  expect(await member.quota()).toBe(0)
  expect((await member.checkIn()).status).toBe(201)
})

test('our own page, and a script that says nothing, pass', async () => {
  const own = [{ origin: site.url, 'sec-fetch-site': 'same-origin' }, { referer: `${site.url}/check-in` }, {}]
  for (const headers of own) {
    const member = await site.member()
    expect((await member.sign(headers)).status).toBe(200)
    expect(await member.quota()).toBe(25)
  }
})

test('a GET with a cookie from another site changes nothing, and is answered', async () => {
  const member = await site.member()
  const response = await member.request('/api/check-ins/today', {
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  expect(response.status).toBe(200)
  expect((await member.request('/api/sign')).status).toBe(404)
  expect(await member.quota()).toBe(0)
})

test('behind a proxy that ends TLS the host decides, not the scheme', () => {
  const headers = { host: 'site.example', origin: 'https://site.example' }
  expect(() => {
    refuseForeignPage('POST', headers)
  }).not.toThrow()
  expect(() => {
    refuseForeignPage('POST', { ...headers, host: 'other.example' })
  }).toThrow('page of another site')
})
