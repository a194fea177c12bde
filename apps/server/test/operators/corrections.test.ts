import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromPg, reserve, verify } from 'daylatch'
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

async function correct(body: Readonly<Record<string, unknown>>, key?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
  return await admin.request('/api/admin/corrections', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
}

async function logOf(memberId: string): Promise<readonly unknown[]> {
  const { rows } = await site.pool.query(
    `select actor, detail from site.audit_log where action = 'quota.corrected' and target = $1 order by id`,
    [memberId],
  )
  return rows
}

test('a correction is one more entry with its reason, and stands in the audit log', async () => {
  const member = await site.member()
  await member.checkIn()
  const answer = await correct({ memberId: member.id, amount: -5, reason: 'Paid by mistake' })
  expect([answer.status, await bodyOf(answer)]).toMatchObject([
    201,
    {
      memberId: member.id,
      card: 1,
      unit: 'reading',
      seq: 2,
      amount: -5,
      balance: 20,
      reason: 'Paid by mistake',
    },
  ])
  expect(await member.quota()).toBe(20)
  const detail = { unit: 'reading', account: '1', amount: -5, seq: 2 }
  expect(await logOf(member.id)).toEqual([{ actor: admin.id, detail }])
  expect((await verify(fromPg(site.pool))).problem).toBeNull()
})

test('never goes below what is set aside, and then nothing is written', async () => {
  const member = await site.member()
  await member.checkIn()
  await reserve(fromPg(site.pool), member.id, { unit: 'reading', account: '1', amount: 20 })
  const answer = await correct({ memberId: member.id, amount: -6, reason: 'Too much' })
  expect([answer.status, await bodyOf(answer)]).toMatchObject([
    409,
    { code: 'below-held', amount: 25, held: 20 },
  ])
  expect(await logOf(member.id)).toEqual([])
  expect((await correct({ memberId: member.id, amount: -5, reason: 'Just so' })).status).toBe(201)
})

test('four at once with one key are one correction; another body under it is refused', async () => {
  const member = await site.member()
  const body = { memberId: member.id, amount: 7, reason: 'A gift' }
  const answers = await Promise.all([1, 2, 3, 4].map(async () => await correct(body, 'gift-1')))
  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201])
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(3)
  expect(await member.quota()).toBe(7)
  expect(await logOf(member.id)).toHaveLength(1)
  const others = [
    { ...body, amount: 8 },
    { ...body, reason: 'Another reason' },
  ]
  for (const other of others) {
    expect(await refusalOf(await correct(other, 'gift-1'))).toEqual([422, 'idempotency-key-reused'])
  }
  expect(await member.quota()).toBe(7)
})

test('without a reason, for nobody, for a card that there is not, and of nothing', async () => {
  const member = await site.member()
  const body = { memberId: member.id, amount: 1, reason: 'Why not' }
  expect(await refusalOf(await correct({ memberId: member.id, amount: 1 }))).toEqual([400, 'invalid-input'])
  expect(await refusalOf(await correct({ ...body, reason: ' \u00a0 ' }))).toEqual([400, 'invalid-input'])
  expect(await refusalOf(await correct({ ...body, amount: 0 }))).toEqual([400, 'invalid-input'])
  expect(await refusalOf(await correct({ ...body, memberId: 'nobody' }))).toEqual([404, 'unknown-member'])
  expect(await refusalOf(await correct({ ...body, card: 2 }))).toEqual([404, 'unknown-card'])
  await member.post('/api/cards', { name: 'Second' })
  expect((await correct({ ...body, card: 2 })).status).toBe(201)
})
