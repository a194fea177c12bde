import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

interface Page {
  readonly items: readonly { readonly id: string; readonly name: string; readonly bannedAt: string | null }[]
  readonly nextCursor: string | null
}

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  site = await startSite()
  admin = await site.member({ role: 'admin', name: 'Boss' })
})

afterAll(async () => {
  await site.stop()
})

const search = async (query: Record<string, string>): Promise<Page> =>
  await bodyOf<Page>(await admin.request(`/api/admin/members?${new URLSearchParams(query).toString()}`))

describe('searching', () => {
  test('pages have everybody once, the newest first', async () => {
    await site.members(120, { name: 'Crowd' })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Page = await search({ search: 'crowd', ...(cursor === null ? {} : { cursor }) })
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    const { rows } = await site.pool.query<{ id: string }>(
      `select id from site.member where name like 'Crowd%' order by created_at desc, id desc`,
    )
    expect(seen).toEqual(rows.map((row) => row.id))
    expect(seen).toHaveLength(120)
  })

  test('finds by a part of the name or the address, and by the id; signs stand for themselves', async () => {
    const [percent, plain] = [
      await site.member({ name: '100%_Sure\\' }),
      await site.member({ name: '100 Sure' }),
    ]
    const names = async (text: string): Promise<readonly string[]> =>
      (await search({ search: text })).items.map((item) => item.name)
    expect(await names('100%_sure\\')).toEqual([percent.name])
    expect(await names('%_')).toEqual([percent.name])
    expect(await names(plain.email.slice(3, 25))).toEqual([plain.name])
    expect(await names(plain.id)).toEqual([plain.name])
    expect(await names('nobody at all')).toEqual([])
  })

  test('a cursor of nobody is refused', async () => {
    expect(await refusalOf(await admin.request('/api/admin/members?cursor=nobody'))).toEqual([
      400,
      'invalid-cursor',
    ])
  })
})

describe('a ban', () => {
  const ban = async (id: string): Promise<Response> => await admin.post(`/api/admin/members/${id}/ban`)

  test('ends sessions and API keys at once; lifted, the member can sign in again, and the keys stay revoked', async () => {
    const other = await site.member({ role: 'admin' })
    const made = await other.post('/api/admin/api-keys', { name: 'Shop', actions: ['check-in'] })
    const { key } = await bodyOf<{ key: string }>(made)
    const claim = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ subject: admin.id })
      return (
        await site.stranger().request('/api/actions/check-in/claims', { method: 'POST', headers, body })
      ).status
    }
    expect(await claim()).toBe(201)
    expect((await other.request('/api/quota')).status).toBe(200)
    const answer = await ban(other.id)
    expect([answer.status, typeof (await bodyOf(answer))['bannedAt']]).toEqual([200, 'string'])
    // With the hot cookie that it had a moment ago.
    expect([(await other.request('/api/quota')).status, await claim()]).toEqual([401, 401])
    const { rowCount } = await site.pool.query('select from site.session where member_id = $1', [other.id])
    expect(rowCount).toBe(0)
    expect((await admin.post(`/api/admin/members/${other.id}/unban`)).status).toBe(200)
    expect(await claim()).toBe(401)
  })

  test('twice is no mistake, and stands in the audit log once', async () => {
    const member = await site.member()
    expect([(await ban(member.id)).status, (await ban(member.id)).status]).toEqual([200, 200])
    const { rowCount } = await site.pool.query(
      `select from site.audit_log where action = 'member.banned' and target = $1 and actor = $2`,
      [member.id, admin.id],
    )
    expect(rowCount).toBe(1)
  })

  test('of oneself, of nobody', async () => {
    expect(await refusalOf(await ban(admin.id))).toEqual([409, 'own-account'])
    expect(await refusalOf(await ban('nobody'))).toEqual([404, 'unknown-member'])
    expect(await refusalOf(await admin.post('/api/admin/members/nobody/unban'))).toEqual([
      404,
      'unknown-member',
    ])
  })
})

describe('roles', () => {
  test('a new role holds with the next request, hot cookie or not', async () => {
    const member = await site.member()
    await member.request('/api/quota')
    const change = async (role: string): Promise<Response> =>
      await admin.post('/api/admin/roles', { memberId: member.id, role })
    expect((await member.request('/api/admin/audit')).status).toBe(403)
    expect(await bodyOf(await change('admin'))).toMatchObject({ id: member.id, role: 'admin' })
    expect((await member.request('/api/admin/audit')).status).toBe(200)
    expect((await change('member')).status).toBe(200)
    expect((await member.request('/api/admin/audit')).status).toBe(403)
  })

  test('the last administrator stays one: not demoted, not banned, not by two at once', async () => {
    const own = await startSite()
    const [one, two] = await own.members(2, { role: 'admin' })
    if (one === undefined || two === undefined) throw new TypeError('Expected two administrators')
    const demote = async (who: TestMember, whom: TestMember): Promise<Response> =>
      await who.post('/api/admin/roles', { memberId: whom.id, role: 'editor' })
    const answers = await Promise.all([demote(one, two), demote(two, one)])
    const codes = await Promise.all(answers.map(async (answer) => (await refusalOf(answer))[1]))
    // The loser is refused by the guard, or comes when his own role is gone already.
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)[0]).toBe(200)
    expect(['last-administrator', 'not-allowed']).toContain(codes.find((code) => code !== undefined))
    const { rows } = await own.pool.query<{ id: string }>(`select id from site.member where role = 'admin'`)
    expect(rows).toHaveLength(1)
    const left = rows[0]?.id === one.id ? one : two
    expect(await refusalOf(await demote(left, left))).toEqual([409, 'last-administrator'])
    await own.stop()
  })
})
