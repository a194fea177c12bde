import { fromPg, verify } from 'daylatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register, signIn } from '../support/accounts.ts'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  site = await startSite()
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

async function deleteAccount(member: TestMember, password = PASSWORD): Promise<Response> {
  return await member.request('/api/account', {
    method: 'DELETE',
    body: JSON.stringify({ password }),
    headers: { 'content-type': 'application/json' },
  })
}

/** Every table of the database as text. */
async function everything(): Promise<string> {
  const { rows: tables } = await site.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('site', 'daylatch')`,
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) => (await site.pool.query(`select t::text as row from ${name} t`)).rows),
  )
  return JSON.stringify(texts)
}

async function sums(): Promise<unknown> {
  const { rows } = await site.pool.query(
    `select (select sum(amount) from daylatch.balance) as balances, (select sum(amount) from daylatch.entry) as entries,
            (select count(*) from daylatch.claim) as claims`,
  )
  return rows
}

test('deletes every text about the member, keeps every amount, and lets the address register as somebody new', async () => {
  const email = 'leaving-person@example.com'
  const { member, id } = await register(site, email, { name: 'Leaving Person' })
  await member.checkIn()
  await member.post('/api/cards', { name: 'Leaving Card' })
  await admin.post('/api/admin/corrections', { memberId: id, amount: 3, reason: 'Leaving Reason' })
  await admin.post('/api/admin/password-links', { memberId: id })
  await admin.post('/api/admin/invitations', { email })
  await signIn(site, email, 'wrong password')
  const before = await sums()
  expect(await everything()).toMatch(/Leaving Person/)
  const copy = member.cookie
  expect((await deleteAccount(member)).status).toBe(200)
  expect(member.cookie).toBe('')
  expect(await everything()).not.toMatch(/leaving/i)
  expect(await sums()).toEqual(before)
  expect((await verify(fromPg(site.pool))).problem).toBeNull()
  expect((await fetch(`${site.url}/api/quota`, { headers: { cookie: copy } })).status).toBe(401)
  expect((await signIn(site, email)).status).toBe(401)
  const list = await bodyOf<{ items: readonly { name: string }[] }>(await admin.request('/api/check-ins'))
  expect(list.items.map(({ name }) => name)).toEqual(['…'])
  const fresh = await register(site, email, { name: 'Somebody Else' })
  expect(fresh.id).not.toBe(id)
  expect([(await fresh.member.checkIn()).status, await fresh.member.quota()]).toEqual([201, 25])
})

test('what is left of a member cannot be worked with', async () => {
  const { member, id } = await register(site, 'ghost@example.com')
  await deleteAccount(member)
  const answers = [
    await admin.post(`/api/admin/members/${id}/unban`),
    await admin.post('/api/admin/roles', { memberId: id, role: 'admin' }),
    await admin.post('/api/admin/password-links', { memberId: id }),
    await admin.post('/api/admin/corrections', { memberId: id, amount: 1, reason: 'Too late' }),
  ]
  for (const answer of answers) expect(await refusalOf(answer)).toEqual([404, 'unknown-member'])
})

test('a session that a sign-in of the same moment leaves behind is refused; twin: it is not, without the ban', async () => {
  const [{ member, id }, ghost] = [await register(site, 'racing@example.com'), await site.member()]
  await deleteAccount(member)
  await site.pool.query('update site.session set member_id = $1 where member_id = $2', [id, ghost.id])
  expect((await ghost.request('/api/quota')).status).toBe(401)
  await site.pool.query('update site.member set banned_at = null where id = $1', [id])
  expect((await ghost.request('/api/quota')).status).toBe(200)
})

test('a wrong password deletes nothing', async () => {
  const { member } = await register(site, 'staying@example.com')
  expect(await refusalOf(await deleteAccount(member, 'wrong password'))).toEqual([403, 'wrong-password'])
  expect((await member.request('/api/quota')).status).toBe(200)
  expect((await deleteAccount(site.stranger())).status).toBe(401)
})

test('an administrator can, unless he is the only one; his API keys end with him', async () => {
  const own = await startSite({
    env: { DAYLATCH_ADMIN_EMAIL: 'boss@example.com', DAYLATCH_ADMIN_PASSWORD: PASSWORD },
  })
  const boss = own.stranger()
  await boss.post('/api/auth/sign-in/email', { email: 'boss@example.com', password: PASSWORD })
  await boss.post('/api/admin/api-keys', { name: 'Key', actions: ['check-in'] })
  expect(await refusalOf(await deleteAccount(boss))).toEqual([409, 'last-administrator'])
  await own.member({ role: 'admin' })
  expect((await deleteAccount(boss)).status).toBe(200)
  const { rowCount } = await own.pool.query('select from site.api_key where revoked_at is null')
  expect(rowCount).toBe(0)
  await own.stop()
})
