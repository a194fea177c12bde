import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  const actions = {
    vote: { per: 'hour', resetAt: '00:30' },
    visit: {
      per: 'day',
      resetAt: '08:00',
      zone: 'Europe/Berlin',
      reward: { amount: 5, unit: 'points' },
      rank: true,
    },
    letter: { per: 'week' },
    invoice: { per: 'month' },
    welcome: { per: 'ever', reward: { amount: 100, unit: 'points' } },
  }
  site = await startSite({ config: { actions } })
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

const ALL = ['vote', 'visit', 'letter', 'invoice', 'welcome', 'check-in']

async function makeKey(actions: readonly string[]): Promise<{ readonly key: string; readonly id: string }> {
  const answer = await admin.post('/api/admin/api-keys', { name: 'Shop', actions })
  const { key, apiKey } = await bodyOf<{ key: string; apiKey: { id: string } }>(answer)
  return { key, id: apiKey.id }
}

async function claim(
  key: string,
  action: string,
  subject: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await site.stranger().request(`/api/actions/${action}/claims`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more },
    body: JSON.stringify({ subject }),
  })
}

describe('a claim with a key', () => {
  test.each([
    ['vote', /^\d{4}-\d{2}-\d{2}T\d{2}:30Z$/, 0],
    ['visit', /^\d{4}-\d{2}-\d{2}$/, 5],
    ['letter', /^\d{4}-W\d{2}$/, 0],
    ['invoice', /^\d{4}-\d{2}$/, 0],
    ['welcome', /^ever$/, 100],
  ])('of %s: 201 once, then 409 with the same fields', async (action, period, reward) => {
    const { key } = await makeKey(ALL)
    const won = await claim(key, action, 'customer-7')
    const record = await bodyOf(won)
    expect([won.status, record]).toMatchObject([201, { action, subject: 'customer-7', reward, streak: 1 }])
    expect(record['period']).toMatch(period)
    expect(record['resetsAt'] === null).toBe(action === 'welcome')
    const lost = await claim(key, action, 'customer-7')
    expect([lost.status, await bodyOf(lost)]).toMatchObject([409, { ...record, code: 'already-claimed' }])
    expect((await claim(key, action, 'Customer-7')).status).toBe(201)
  })

  test('twelve at once for one subject: one is claimed and paid', async () => {
    const { key } = await makeKey(['visit'])
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => await claim(key, 'visit', 'rushed')),
    )
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(11)
    const { rows } = await site.pool.query(
      `select unit, account, amount::int from daylatch.balance where subject = 'rushed'`,
    )
    expect(rows).toEqual([{ unit: 'points', account: 'main', amount: 5 }])
  })

  test('sent again with its Idempotency-Key gets its own answer again', async () => {
    const { key } = await makeKey(['visit'])
    const header = { 'idempotency-key': 'order-1' }
    const first = await claim(key, 'visit', 'careful', header)
    const again = await claim(key, 'visit', 'careful', header)
    expect([first.status, again.status]).toEqual([201, 201])
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    expect(await again.text()).toBe(await first.text())
  })

  test('of the check-in is the check-in of a member', async () => {
    const { key } = await makeKey(['check-in'])
    const member = await site.member()
    expect((await claim(key, 'check-in', member.id)).status).toBe(201)
    expect((await member.checkIn()).status).toBe(409)
    expect(await member.quota()).toBe(25)
    expect(await refusalOf(await claim(key, 'check-in', 'customer-7'))).toEqual([404, 'unknown-subject'])
    const banned = await site.member()
    await site.pool.query('update site.member set banned_at = now() where id = $1', [banned.id])
    expect(await refusalOf(await claim(key, 'check-in', banned.id))).toEqual([403, 'banned'])
  })

  test.each([
    ['an action that it is not for', 'letter', 403, 'action-not-allowed'],
    ['an action that there is not', 'nothing', 404, 'unknown-action'],
  ])('of %s is refused', async (_what, action, status, code) => {
    const { key } = await makeKey(['vote'])
    expect(await refusalOf(await claim(key, action, 'somebody'))).toEqual([status, code])
  })
})

describe('a key', () => {
  test('is shown once, begins with dlk_, and stands in the database as a hash', async () => {
    const { key, id } = await makeKey(['vote', 'vote', 'letter'])
    expect(key).toMatch(/^dlk_[\w-]{43}$/)
    const listed = await (await admin.request('/api/admin/api-keys')).text()
    expect(listed).toContain(id)
    expect(listed).not.toContain(key.slice(4))
    const { rows } = await site.pool.query<{ row: string; actions: readonly string[] }>(
      'select k::text as row, actions from site.api_key k where id = $1',
      [id],
    )
    expect(rows[0]?.actions).toEqual(['letter', 'vote'])
    expect(rows[0]?.row).not.toContain(key.slice(4))
  })

  test('that was revoked, guessed, cut off, or is a cookie, is refused', async () => {
    const { key, id } = await makeKey(ALL)
    await claim(key, 'vote', 'before')
    const path = `/api/admin/api-keys/${id}`
    expect((await admin.request(path, { method: 'DELETE' })).status).toBe(200)
    expect(await refusalOf(await admin.request(path, { method: 'DELETE' }))).toEqual([404, 'unknown-key'])
    for (const bad of [key, `dlk_${'a'.repeat(43)}`, key.slice(0, -1), 'x', '']) {
      expect(await refusalOf(await claim(bad, 'vote', 'after'))).toEqual([401, 'invalid-api-key'])
    }
    const withCookie = await admin.post('/api/actions/vote/claims', { subject: 'after' })
    expect(await refusalOf(withCookie)).toEqual([401, 'invalid-api-key'])
    const { rowCount } = await site.pool.query(`select from daylatch.claim where subject = 'after'`)
    expect(rowCount).toBe(0)
  })

  test('tells the hour of its last use, and is written again only when an hour is over', async () => {
    const { key, id } = await makeKey(['vote'])
    const lastUse = async (): Promise<string | undefined> => {
      const { rows } = await site.pool.query<{ at: Date | null }>(
        'select last_used_at as at from site.api_key where id = $1',
        [id],
      )
      return rows[0]?.at?.toISOString()
    }
    const setBack = async (minutes: number): Promise<string | undefined> => {
      await site.pool.query(
        'update site.api_key set last_used_at = clock_timestamp() - make_interval(mins => $2) where id = $1',
        [id, minutes],
      )
      return await lastUse()
    }
    expect(await lastUse()).toBeUndefined()
    await claim(key, 'vote', 'u-1')
    expect(await lastUse()).toMatch(/:00:00\.000Z$/)
    const recent = await setBack(50)
    await claim(key, 'vote', 'u-2')
    expect(await lastUse()).toBe(recent)
    await setBack(60)
    await claim(key, 'vote', 'u-3')
    expect(await lastUse()).toMatch(/:00:00\.000Z$/)
  })

  test('for an action that there is not cannot be made', async () => {
    const answer = await admin.post('/api/admin/api-keys', { name: 'Shop', actions: ['vote', 'nothing'] })
    expect([answer.status, await bodyOf(answer)]).toMatchObject([
      422,
      { code: 'unknown-action', actions: expect.arrayContaining(ALL) as unknown },
    ])
  })
})
