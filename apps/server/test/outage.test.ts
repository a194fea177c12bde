import { createDatabase, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { startSite } from './support/start-site.ts'
import { switchable } from './support/switchable-database.ts'

test('while the database is away every route answers 503 with Retry-After; afterwards all is as before', async () => {
  const database = await createDatabase()
  const way = await switchable(database)
  const site = await startSite({ database, env: { DATABASE_URL: way.url } })
  const member = await site.member()
  const cold = await site.member()
  expect((await member.request('/api/quota')).status).toBe(200)
  await way.cut()
  const account = { name: 'A', email: 'a@example.com', password: 'correct horse' }
  const { email, password } = account
  const calls: readonly (readonly [string, () => Promise<Response>])[] = [
    ['check-in', async () => await member.checkIn()],
    ['sign', async () => await member.sign()],
    ['without a hot cookie', async () => await cold.checkIn()],
    ['today', async () => await member.request('/api/check-ins/today')],
    ['list', async () => await member.request('/api/check-ins')],
    ['quota', async () => await member.request('/api/quota')],
    ['session', async () => await member.request('/api/auth/get-session')],
    ['sign-up', async () => await site.stranger().post('/api/auth/sign-up/email', account)],
    ['sign-in', async () => await site.stranger().post('/api/auth/sign-in/email', { email, password })],
    ['sign-out', async () => await member.post('/api/auth/sign-out')],
    ['set-up', async () => await site.stranger().post('/api/set-up', { token: 'x', ...account })],
    ['ready', async () => await site.stranger().request('/readyz')],
  ]
  const answers = await Promise.all(
    calls.map(async ([name, call]) => {
      const response = await call()
      const { code } = (await response.json()) as { readonly code?: string }
      return [name, response.status, code, Number(response.headers.get('retry-after')) > 0]
    }),
  )
  expect(answers).toEqual(calls.map(([name]) => [name, 503, 'database-unavailable', true]))
  expect((await site.stranger().request('/healthz')).status).toBe(200)
  await way.mend()
  await waitFor('the site to be ready', async () => (await site.stranger().request('/readyz')).ok)
  expect((await member.checkIn()).status).toBe(201)
  expect((await cold.checkIn()).status).toBe(201)
  await site.stop()
  await way.cut()
  await database.drop()
})
