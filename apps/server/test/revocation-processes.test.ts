import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { startSite } from './support/start-site.ts'

/**
 * Two processes that share a database and nothing else. The second one hears of the sign-out by polling: this test
 * waits for a real poll, which comes after 15 s at the latest.
 */
test('a sign-out, a ban and a password link at one process end the hot cookies at the other', async () => {
  const here = await startSite()
  const there = await startSite({ database: here.database })
  const [leaving, banned, resetting] = await here.members(3)
  const admin = await here.member({ role: 'admin' })
  if (leaving === undefined || banned === undefined || resetting === undefined)
    throw new TypeError('Expected three')
  const members = [leaving, banned, resetting]
  for (const member of members) expect((await member.request('/api/quota')).status).toBe(200)
  const copies = members.map((member) => ({ cookie: member.cookie }))
  const statusesAt = async ({ url }: { readonly url: string }): Promise<readonly number[]> =>
    await Promise.all(copies.map(async (headers) => (await fetch(`${url}/api/quota`, { headers })).status))
  expect(await statusesAt(there)).toEqual([200, 200, 200])
  expect((await leaving.post('/api/auth/sign-out')).status).toBe(200)
  expect((await admin.post(`/api/admin/members/${banned.id}/ban`)).status).toBe(200)
  const made = await admin.post('/api/admin/password-links', { memberId: resetting.id })
  const { link } = (await made.json()) as { readonly link: string }
  const reset = { token: link.slice(link.indexOf('=') + 1), newPassword: 'a new password' }
  expect((await here.stranger().post('/api/auth/reset-password', reset)).status).toBe(200)
  expect(await statusesAt(here)).toEqual([401, 401, 401])
  await waitFor(
    'the other process to hear of it',
    async () => (await statusesAt(there)).every((status) => status === 401),
    60_000,
  )
  await there.stop()
  await here.stop()
}, 120_000)
