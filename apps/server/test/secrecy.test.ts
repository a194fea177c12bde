import { expect, test } from 'vitest'
import { redact } from '../src/http/log.ts'
import { requestId } from '../src/http/request-id.ts'
import { startSite } from './support/start-site.ts'

test('the log knows every request by its id, and no cookie, password, token, address or query', async () => {
  const site = await startSite({ workers: 2 })
  const line = await site.process.waitForLine(/#token=/)
  const token = line.slice(line.indexOf('=') + 1)
  const afterStart = site.process.stderr().length
  const person = site.stranger()
  const password = 'my-secret-password'
  const account = { name: 'Nameless', email: 'mail@secret.example', password }
  await person.post('/api/set-up', { token: 'a-guessed-token', ...account })
  await person.post('/api/auth/sign-up/email', account)
  await person.post('/api/auth/sign-in/email', { email: account.email, password: 'wrong-secret-word' })
  await person.request('/api/check-ins?cursor=query-secret', {
    headers: { 'x-request-id': 'request-id-1234' },
  })
  await person.request('/set-up?token=query-secret')
  await person.checkIn()
  const { cookie } = person
  await person.post('/api/auth/sign-out')
  await site.stop()
  const log = site.process.stderr().slice(afterStart)
  const secrets = cookie
    .split('; ')
    .flatMap((pair) => [pair, decodeURIComponent(pair.slice(pair.indexOf('=') + 1))])
  const others = [
    token,
    password,
    'a-guessed-token',
    'wrong-secret-word',
    account.email,
    'query-secret',
    'Nameless',
  ]
  expect(secrets).toHaveLength(4)
  for (const secret of [...secrets, ...others]) expect(log).not.toContain(secret)
  expect(log).toContain('"reqId":"request-id-1234"')
  const answered = log.split('\n').filter((line) => line.includes('"msg":"answered"'))
  expect(answered).toHaveLength(7)
})

const idFor = (given: string): string => requestId({ headers: { 'x-request-id': given } })

test('a plain request id from outside is kept', () => {
  expect(idFor('abcdefgh')).toBe('abcdefgh')
})

test.each(['short', 'with a space in it', 'a'.repeat(65), '"},{"level":60'])(
  'a request id %j from outside is replaced by one of ours',
  (given) => {
    expect(idFor(given)).toMatch(/^[\da-f-]{36}$/)
  },
)

test.each([
  ['postgresql://me:pass@host/db', 'postgresql://me:***@host/db'],
  ['at postgres://u:p%40ss@h:5/x failed', 'at postgres://u:***@h:5/x failed'],
  ['postgresql://me@host/db', 'postgresql://me@host/db'],
])('%s is shown as %s', (text, shown) => {
  expect(redact(text)).toBe(shown)
})
