import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register, signIn } from '../support/accounts.ts'
import { refusalOf } from '../support/answers.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let other: TestSite

const config = { limits: { wrongPasswordsPerAccount: 3, wrongPasswordsPerAddress: 12 } }

beforeAll(async () => {
  site = await startSite({ config })
  other = await startSite({ config, database: site.database })
})

afterAll(async () => {
  await other.stop()
  await site.stop()
})

async function forget(): Promise<void> {
  await site.pool.query('delete from site.wrong_password')
}

async function later(): Promise<void> {
  await site.pool.query(`update site.wrong_password set started_at = started_at - interval '15 minutes'`)
}

test('eight guesses at once at two processes: three are looked at; the right password works after the wait', async () => {
  await forget()
  const { id } = await register(site, 'target@example.com')
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) =>
      signIn(index % 2 === 0 ? site : other, 'Target@example.com', `guess number ${index}`),
    ),
  )
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
    401, 401, 401, 429, 429, 429, 429, 429,
  ])
  const right = await signIn(other, 'target@example.com')
  const wait = Number(right.headers.get('retry-after'))
  expect(await refusalOf(right)).toEqual([429, 'too-many-wrong-passwords'])
  expect(wait > 0 && wait <= 900).toBe(true)
  const { rowCount } = await site.pool.query(
    `select from site.audit_log where action = 'passwords.limited' and target = $1 and actor is null`,
    [id],
  )
  expect(rowCount).toBe(1)
  await later()
  expect((await signIn(site, 'target@example.com')).status).toBe(200)
})

test('an address that nobody has registered is answered like any other', async () => {
  await register(site, 'real@example.com')
  const seen: unknown[] = []
  for (const email of ['real@example.com', 'unreal@example.com']) {
    await forget()
    for (let round = 0; round < 4; round += 1) {
      const response = await signIn(site, email, 'wrong password')
      const { detail, ...body } = (await response.json()) as Record<string, unknown>
      seen.push([email === 'real@example.com', response.status, body['code'], typeof detail])
    }
  }
  expect(seen.slice(4)).toEqual(seen.slice(0, 4).map((one) => [false, ...(one as unknown[]).slice(1)]))
})

test('the right password in between begins the count anew, and a session goes on meanwhile', async () => {
  await forget()
  const { member } = await register(site, 'clumsy@example.com')
  for (let round = 0; round < 3; round += 1) {
    for (let guess = 0; guess < 2; guess += 1) {
      expect((await signIn(site, 'clumsy@example.com', 'wrong password')).status).toBe(401)
    }
    expect((await signIn(site, 'clumsy@example.com')).status).toBe(200)
  }
  for (let guess = 0; guess < 4; guess += 1) await signIn(site, 'clumsy@example.com', 'wrong password')
  expect((await signIn(site, 'clumsy@example.com')).status).toBe(429)
  member.forget('daylatch.hot')
  expect((await member.request('/api/quota')).status).toBe(200)
})

test('the password that is asked for a change counts too', async () => {
  await forget()
  const { member } = await register(site, 'changing@example.com')
  const change = async (currentPassword: string): Promise<number> =>
    (await member.post('/api/auth/change-password', { currentPassword, newPassword: 'another password' }))
      .status
  expect([await change('a'), await change('b'), await change('c'), await change(PASSWORD)]).toEqual([
    400, 400, 400, 429,
  ])
})

test('one address may guess twelve times at all accounts together; its own right passwords take nothing back', async () => {
  await forget()
  await register(site, 'own@example.com')
  const statuses: number[] = []
  for (let round = 0; round < 14; round += 1) {
    statuses.push((await signIn(site, `victim-${round}@example.com`, 'wrong password')).status)
    if (round === 5) statuses.push((await signIn(site, 'own@example.com')).status)
  }
  expect(statuses).toEqual([...Array<number>(6).fill(401), 200, ...Array<number>(6).fill(401), 429, 429])
  // What was refused for the address was not counted against an account.
  const { rowCount } = await site.pool.query(`select from site.wrong_password where kind = 'account'`)
  expect(rowCount).toBe(12)
})

test('the table knows no address of anybody', async () => {
  await forget()
  await signIn(site, 'visible@example.com', 'wrong password')
  const { rows } = await site.pool.query<{ row: string }>('select w::text as row from site.wrong_password w')
  expect(rows.map(({ row }) => row).join()).not.toContain('visible')
})
