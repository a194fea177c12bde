import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCookie } from '../src/accounts/cookie-header.ts'
import { HOT_COOKIE_MS, HotCookies } from '../src/accounts/hot-cookie.ts'
import type { Person } from '../src/accounts/person.ts'

const PERSON: Person = { id: 'm1', role: 'member', sessionId: 's1' }

function cookiesAt(start: number, secret = 'a secret') {
  const clock = { at: start }
  return { clock, cookies: new HotCookies(secret, () => clock.at) }
}

test('is believed for sixty seconds, and not a millisecond longer, remembered or not', () => {
  const { clock, cookies } = cookiesAt(1_000_000)
  const cookie = cookies.issue(PERSON)
  clock.at += HOT_COOKIE_MS - 1
  expect(cookies.verify(cookie)).toEqual(PERSON)
  clock.at += 1
  expect(cookies.verify(cookie)).toBeUndefined()
  expect(cookies.verify(cookie)).toBeUndefined()
})

test('is believed by another process with the same secret, and by none with another', () => {
  const cookie = cookiesAt(0).cookies.issue(PERSON)
  expect(cookiesAt(1).cookies.verify(cookie)).toEqual(PERSON)
  expect(cookiesAt(1, 'another secret').cookies.verify(cookie)).toBeUndefined()
})

test('one that was changed anywhere is refused', () => {
  const { cookies } = cookiesAt(0)
  const cookie = cookies.issue(PERSON)
  const changed = fc
    .tuple(fc.nat(cookie.length - 1), fc.constantFrom('A', 'a', '0', '-', '_', '.', '='))
    .map(([at, character]) => cookie.slice(0, at) + character + cookie.slice(at + 1))
    .filter((text) => text !== cookie)
  fc.assert(
    fc.property(changed, (text) => {
      // The last character of base64url carries two bits that mean nothing.
      fc.pre(text.slice(0, -1) !== cookie.slice(0, -1))
      expect(cookies.verify(text)).toBeUndefined()
    }),
  )
})

test('anything else is refused and nothing is thrown', () => {
  const { cookies } = cookiesAt(0)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(cookies.verify(text)).toBeUndefined()
    }),
  )
})

test('a member cannot make himself an administrator', () => {
  const { cookies } = cookiesAt(0)
  const [payload = '', mac = ''] = cookies.issue(PERSON).split('.')
  const text = Buffer.from(payload, 'base64url').toString().replace('member', 'admin')
  expect(cookies.verify(`${Buffer.from(text).toString('base64url')}.${mac}`)).toBeUndefined()
})

test.each([
  ['daylatch.hot=a', 'a'],
  ['x=1; daylatch.hot=a; y=2', 'a'],
  ['x=1;daylatch.hot=a', 'a'],
  ['xdaylatch.hot=b; daylatch.hot=a', 'a'],
  ['daylatch.hot=a; daylatch.hot=b', 'a'],
  ['daylatch.hot=', ''],
  ['daylatch.hotter=a', undefined],
  ['x=daylatch.hot=a', undefined],
  ['', undefined],
])('the cookie header %j', (header, value) => {
  expect(readCookie(header, 'daylatch.hot')).toBe(value)
})
