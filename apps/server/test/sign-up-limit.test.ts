import { expect, test } from 'vitest'
import { networkOf } from '../src/accounts/sign-up-limit.ts'
import { startSite } from './support/start-site.ts'

const registration = (index: number) => ({
  name: `Visitor ${index}`,
  email: `visitor-${index}@example.com`,
  password: 'correct horse',
})

test('two processes count one address together, whatever headers it sends', async () => {
  const config = { limits: { signUpsPerMinute: 3 } }
  const first = await startSite({ config })
  const second = await startSite({ config, database: first.database })
  const responses = await Promise.all(
    Array.from({ length: 8 }, async (_, index) =>
      (index % 2 === 0 ? first : second).stranger().request('/api/auth/sign-up/email', {
        method: 'POST',
        body: new URLSearchParams(registration(index)),
        headers: { 'x-forwarded-for': `10.0.0.${index}`, 'x-daylatch-address': `10.0.1.${index}` },
      }),
    ),
  )
  expect(responses.map((response) => response.status).toSorted((a, b) => a - b)).toEqual([
    200, 200, 200, 429, 429, 429, 429, 429,
  ])
  const refused = responses.find((response) => response.status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(await refused?.json()).toMatchObject({ code: 'too-many-sign-ups' })
  const members = await first.pool.query('select from site.member')
  expect(members.rowCount).toBe(3)
  await first.pool.query(`update site.sign_up_count set started_at = started_at - interval '1 minute'`)
  expect((await second.stranger().post('/api/auth/sign-up/email', registration(9))).status).toBe(200)
  await second.stop()
  await first.stop()
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::7', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
