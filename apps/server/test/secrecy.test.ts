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

test('the log and the refusals know no key, no link and no new password', async () => {
  const metricsToken = 'metrics-token-secret'
  const site = await startSite({ env: { DAYLATCH_METRICS_TOKEN: metricsToken } })
  const admin = await site.member({ role: 'admin' })
  const member = await site.member()
  const linkOf = async (path: string, body: unknown): Promise<string> => {
    const { link } = (await (await admin.post(path, body)).json()) as { link: string }
    return link.slice(link.indexOf('=') + 1)
  }
  const made = await admin.post('/api/admin/api-keys', { name: 'Secret Name', actions: ['check-in'] })
  const { key } = (await made.json()) as { key: string }
  const invitation = await linkOf('/api/admin/invitations', { email: 'invited@secret.example' })
  const token = await linkOf('/api/admin/password-links', { memberId: member.id })
  const said: string[] = []
  const keep = async (response: Response): Promise<void> => {
    said.push(await response.text(), JSON.stringify([...response.headers]))
  }
  const claim = async (bearer: string, action: string): Promise<Response> =>
    await site.stranger().request(`/api/actions/${action}/claims`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'nobody' }),
    })
  for (const [bearer, action] of [
    [key, 'check-in'],
    [key, 'other'],
    [`${key}x`, 'check-in'],
  ] as const) {
    await keep(await claim(bearer, action))
  }
  const joining = { name: 'Nameless', email: 'wrong@secret.example', password: 'password-secret', invitation }
  await keep(await site.stranger().post('/api/auth/sign-up/email', joining))
  const reset = { token, newPassword: 'new-password-secret' }
  await keep(await site.stranger().post('/api/auth/reset-password', reset))
  await keep(await site.stranger().post('/api/auth/reset-password', reset))
  await keep(await fetch(`${site.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}x` } }))
  // A query string is no place for a secret; if somebody puts one there, it is not written down.
  await keep(await site.stranger().request(`/join?token=${invitation}`))
  await keep(await admin.request('/api/admin/config'))
  await keep(await admin.request('/api/admin/audit'))
  const correction = { memberId: member.id, amount: -1, reason: 'reason-secret' }
  await keep(await admin.post('/api/admin/corrections', correction))
  await site.stop()
  const log = site.process.stderr()
  const secrets = [
    key.slice(4),
    invitation,
    token,
    'password-secret',
    metricsToken,
    'secret.example',
    'Secret Name',
  ]
  for (const secret of [...secrets, 'reason-secret']) expect(log).not.toContain(secret)
  for (const secret of secrets) expect(said.join('\n')).not.toContain(secret)
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

test('the log, the configuration and the refusals know no secret of a gateway, and no address of a receipt', async () => {
  const password = 'kannel-password-secret'
  const site = await startSite({
    config: {
      messages: {
        gateway: 'kannel',
        gateways: { kannel: { kind: 'kannel', url: 'http://127.0.0.1:1/', username: 'app' } },
      },
    },
    env: { DAYLATCH_GATEWAY_KANNEL_PASSWORD: password },
  })
  const admin = await site.member({ role: 'admin' })
  const said = [
    await (await admin.request('/api/admin/config')).text(),
    await (
      await fetch(`${site.url}/api/gateways/kannel/receipts/receipt-token-secret?type=query-secret`)
    ).text(),
  ]
  await site.stop()
  const log = site.process.stderr()

  for (const secret of [password, 'receipt-token-secret', 'query-secret']) {
    expect(log).not.toContain(secret)
    expect(said.join()).not.toContain(secret)
  }
  expect(log).toContain('"path":"/api/gateways/:name/receipts/:token","status":404')
})

test('a gateway whose secret is missing stops the start, and the sentence names the variable', async () => {
  const gateways = { kannel: { kind: 'kannel', url: 'http://127.0.0.1:1/', username: 'app' } }
  const starting = startSite({ config: { messages: { gateway: 'kannel', gateways } } })

  await expect(starting).rejects.toThrow(
    'DAYLATCH_GATEWAY_KANNEL_PASSWORD: expected the secret of the gateway "kannel"',
  )
})
