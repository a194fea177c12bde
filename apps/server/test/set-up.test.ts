import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSite, type TestSite } from './support/start-site.ts'

const PASSWORD = 'correct horse battery'

async function tokenOf(site: TestSite): Promise<string> {
  const line = await site.process.waitForLine(/\/set-up#token=/)
  return line.slice(line.indexOf('=') + 1)
}

const account = (token: string, email: string) => ({ token, name: 'Admin', email, password: PASSWORD })

describe('the one-time link', () => {
  let site: TestSite

  beforeAll(async () => {
    site = await startSite({ workers: 2 })
  })

  afterAll(async () => {
    await site.stop()
  })

  test('its token stands on standard error, in the fragment, and in the database only as a hash', async () => {
    const token = await tokenOf(site)
    expect(token).toHaveLength(32)
    expect(site.process.stdout()).not.toContain('token')
    const { rows } = await site.pool.query<{ token_hash: string }>('select token_hash from site.set_up_link')
    expect(rows[0]?.token_hash).not.toContain(token)
  })

  test('a guessed token is refused', async () => {
    const response = await site.stranger().post('/api/set-up', account('guess', 'guess@example.com'))
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      403,
      'set-up-refused',
    ])
  })

  test('an address of a member is refused, and the link still works', async () => {
    const taken = { name: 'Taken', email: 'taken@example.com', password: PASSWORD }
    await site.stranger().post('/api/auth/sign-up/email', taken)
    const response = await site.stranger().post('/api/set-up', account(await tokenOf(site), taken.email))
    expect(response.status).toBe(409)
  })

  test('used by two at once it makes one administrator, who is signed in; then it is gone', async () => {
    const token = await tokenOf(site)
    const people = [site.stranger(), site.stranger()]
    const responses = await Promise.all(
      people.map(async (one, index) => one.post('/api/set-up', account(token, `a${index}@example.com`))),
    )
    expect(responses.map((response) => response.status).toSorted((a, b) => a - b)).toEqual([201, 410])
    const { rows } = await site.pool.query<{ count: string }>(
      `select count(*) from site.member where role = 'admin'`,
    )
    expect(rows[0]?.count).toBe('1')
    const winner = people[responses.findIndex((response) => response.status === 201)]
    expect(await (await winner?.request('/api/auth/get-session'))?.json()).toMatchObject({
      user: { role: 'admin' },
    })
    const links = await site.pool.query('select from site.set_up_link')
    expect(links.rowCount).toBe(0)
  })
})

test('a second start makes a new link and the old one no longer works', async () => {
  const first = await startSite()
  const second = await startSite({ database: first.database })
  const old = await second.stranger().post('/api/set-up', account(await tokenOf(first), 'old@example.com'))
  const fresh = await first.stranger().post('/api/set-up', account(await tokenOf(second), 'new@example.com'))
  expect([old.status, fresh.status]).toEqual([403, 201])
  const third = await startSite({ database: first.database })
  for (const site of [third, second, first]) await site.stop()
  expect(third.process.stderr()).not.toContain('#token=')
})

describe('DAYLATCH_ADMIN_EMAIL and DAYLATCH_ADMIN_PASSWORD', () => {
  const env = { DAYLATCH_ADMIN_EMAIL: 'boss@example.com', DAYLATCH_ADMIN_PASSWORD: PASSWORD }

  test('make the first administrator, without a link, and change nothing later', async () => {
    const site = await startSite({ env })
    const boss = site.stranger()
    const credentials = { email: 'boss@example.com', password: PASSWORD }
    expect((await boss.post('/api/auth/sign-in/email', credentials)).status).toBe(200)
    const again = await startSite({
      env: { ...env, DAYLATCH_ADMIN_PASSWORD: 'another password' },
      database: site.database,
    })
    expect((await again.stranger().post('/api/auth/sign-in/email', credentials)).status).toBe(200)
    await again.stop()
    await site.stop()
    expect(site.process.stderr()).not.toContain('#token=')
  })

  test('do not make an administrator of a member who registered that address first', async () => {
    const site = await startSite()
    await site
      .stranger()
      .post('/api/auth/sign-up/email', { name: 'Eve', email: 'boss@example.com', password: PASSWORD })
    await expect(startSite({ env, database: site.database })).rejects.toThrow('a member has registered')
    const { rowCount } = await site.pool.query(`select from site.member where role = 'admin'`)
    expect(rowCount).toBe(0)
    await site.stop()
  })
})
