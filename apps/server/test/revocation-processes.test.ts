import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { startSite } from './support/start-site.ts'

/**
 * Two processes that share a database and nothing else. The second one hears of the sign-out by polling: this test
 * waits for a real poll, which comes after 15 s at the latest.
 */
test('a sign-out at one process ends a copied hot cookie at the other', async () => {
  const here = await startSite()
  const there = await startSite({ database: here.database })
  const member = await here.member()
  expect((await member.request('/api/quota')).status).toBe(200)
  const headers = { cookie: member.cookie }
  expect((await fetch(`${there.url}/api/quota`, { headers })).status).toBe(200)
  expect((await member.post('/api/auth/sign-out')).status).toBe(200)
  expect((await fetch(`${here.url}/api/quota`, { headers })).status).toBe(401)
  await waitFor(
    'the other process to hear of it',
    async () => (await fetch(`${there.url}/api/quota`, { headers })).status === 401,
    20_000,
  )
  await there.stop()
  await here.stop()
})
