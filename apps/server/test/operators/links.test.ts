import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, register, signIn, tokenIn } from '../support/accounts.ts'
import { bodyOf, refusalOf } from '../support/answers.ts'
import type { TestMember } from '../support/member.ts'
import { startSite, type TestSite } from '../support/start-site.ts'

let site: TestSite
let admin: TestMember

beforeAll(async () => {
  site = await startSite({
    env: { DAYLATCH_SIGN_UP: 'invite' },
    config: { limits: { signUpsPerMinute: 1000 } },
  })
  admin = await site.member({ role: 'admin' })
})

afterAll(async () => {
  await site.stop()
})

interface Made {
  readonly link: string
  readonly invitation: { readonly id: string; readonly state: string }
}

async function invite(body: Readonly<Record<string, string>> = {}, from = admin): Promise<Made> {
  return await bodyOf<Made>(await from.post('/api/admin/invitations', body))
}

async function join(at: TestSite, token: string, email: string): Promise<Response> {
  const registration = { name: 'Newcomer', email, password: PASSWORD, invitation: token }
  return await at.stranger().post('/api/auth/sign-up/email', registration)
}

describe('an invitation', () => {
  test('makes one member, where nobody can register without; its token stands in the fragment and nowhere else', async () => {
    const { link, invitation } = await invite()
    expect(link).toMatch(new RegExp(`^${site.url}/join#token=[\\w-]{43}$`))
    const token = tokenIn(link)
    const answer = await join(site, token, 'first@example.com')
    expect([answer.status, await bodyOf(answer)]).toMatchObject([200, { user: { role: 'member' } }])
    expect(answer.headers.getSetCookie().length).toBeGreaterThan(0)
    expect(await refusalOf(await join(site, token, 'second@example.com'))).toEqual([
      403,
      'invitation-refused',
    ])
    const listed = await (await admin.request('/api/admin/invitations')).text()
    expect(listed).toContain(invitation.id)
    expect(listed).not.toContain(token)
    const { rows } = await site.pool.query<{ row: string }>(
      `select i::text as row from site.invitation i union all select a::text from site.audit_log a`,
    )
    expect(rows.map(({ row }) => row).join('\n')).not.toContain(token)
  })

  test('used by six at once makes one member', async () => {
    const token = tokenIn((await invite()).link)
    const answers = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => await join(site, token, `rush-${index}@example.com`)),
    )
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      200, 403, 403, 403, 403, 403,
    ])
    const { rowCount } = await site.pool.query(`select from site.member where email like 'rush-%'`)
    expect(rowCount).toBe(1)
  })

  test('gives its role, and is good for its address alone', async () => {
    const token = tokenIn((await invite({ role: 'editor', email: 'Editor@example.com' })).link)
    expect(await refusalOf(await join(site, token, 'other@example.com'))).toEqual([403, 'invitation-refused'])
    const answer = await join(site, token, 'editor@EXAMPLE.com')
    expect([answer.status, await bodyOf(answer)]).toMatchObject([200, { user: { role: 'editor' } }])
  })

  test('an address that is taken does not use it up', async () => {
    const token = tokenIn((await invite()).link)
    await join(site, tokenIn((await invite()).link), 'taken@example.com')
    expect(await refusalOf(await join(site, token, 'taken@example.com'))).toEqual([422, 'email-taken'])
    expect((await join(site, token, 'free@example.com')).status).toBe(200)
  })

  test('taken back or over, it makes nobody', async () => {
    const [revoked, over] = [await invite(), await invite()]
    const path = `/api/admin/invitations/${revoked.invitation.id}`
    expect((await admin.request(path, { method: 'DELETE' })).status).toBe(200)
    expect(await refusalOf(await admin.request(path, { method: 'DELETE' }))).toEqual([
      404,
      'unknown-invitation',
    ])
    await site.pool.query('update site.invitation set expires_at = clock_timestamp() where id = $1', [
      over.invitation.id,
    ])
    for (const { link } of [revoked, over]) {
      expect(await refusalOf(await join(site, tokenIn(link), 'late@example.com'))).toEqual([
        403,
        'invitation-refused',
      ])
    }
    const { items } = await bodyOf<{ items: readonly { id: string; state: string }[] }>(
      await admin.request('/api/admin/invitations'),
    )
    const states = new Map(items.map(({ id, state }) => [id, state]))
    expect([states.get(revoked.invitation.id), states.get(over.invitation.id)]).toEqual([
      'revoked',
      'expired',
    ])
  })

  test('without one, and with a guess', async () => {
    const registration = { name: 'Nobody', email: 'nobody@example.com', password: PASSWORD }
    const without = await site.stranger().post('/api/auth/sign-up/email', registration)
    expect(await refusalOf(without)).toEqual([403, 'invitation-required'])
    expect(await refusalOf(await join(site, 'a-guess', 'nobody@example.com'))).toEqual([
      403,
      'invitation-refused',
    ])
  })

  test('where sign-up is closed staff can be invited, and members cannot', async () => {
    const member = tokenIn((await invite()).link)
    const staff = tokenIn((await invite({ role: 'viewer' })).link)
    const closed = await startSite({ env: { DAYLATCH_SIGN_UP: 'closed' }, database: site.database })
    const own = await closed.member({ role: 'admin' })
    expect(await refusalOf(await own.post('/api/admin/invitations', {}))).toEqual([403, 'sign-up-closed'])
    expect((await own.post('/api/admin/invitations', { role: 'sender' })).status).toBe(201)
    expect(await refusalOf(await join(closed, member, 'm@example.com'))).toEqual([403, 'sign-up-closed'])
    expect((await join(closed, staff, 's@example.com')).status).toBe(200)
    await closed.stop()
    // The refusal has not used it up.
    expect((await join(site, member, 'm@example.com')).status).toBe(200)
  })
})

describe('a password link', () => {
  async function somebody(email: string): Promise<{ readonly member: TestMember; readonly id: string }> {
    return await register(site, email, { invitation: tokenIn((await invite()).link) })
  }

  async function makeLink(memberId: string): Promise<string> {
    const answer = await admin.post('/api/admin/password-links', { memberId })
    return tokenIn((await bodyOf<{ link: string }>(answer)).link)
  }

  const reset = async (token: string, newPassword: string): Promise<Response> =>
    await site.stranger().post('/api/auth/reset-password', { token, newPassword })

  test('sets a new password once, and ends every session', async () => {
    const { member, id } = await somebody('forgetful@example.com')
    expect((await member.request('/api/quota')).status).toBe(200)
    const token = await makeLink(id)
    expect((await reset(token, 'a new password')).status).toBe(200)
    const { rowCount } = await site.pool.query('select from site.session where member_id = $1', [id])
    expect(rowCount).toBe(0)
    const feed = await site.pool.query(`select from site.revocation where kind = 'member' and id = $1`, [id])
    expect(feed.rowCount).toBe(1)
    expect((await signIn(site, 'forgetful@example.com')).status).toBe(401)
    expect((await signIn(site, 'forgetful@example.com', 'a new password')).status).toBe(200)
    expect(await refusalOf(await reset(token, 'yet another one'))).toEqual([410, 'link-over'])
  })

  test('used by four at once sets one password', async () => {
    const { id } = await somebody('rushed@example.com')
    const token = await makeLink(id)
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async (n) => await reset(token, `password number ${n}`)),
    )
    const winners = answers.flatMap((answer, index) => (answer.status === 200 ? [index + 1] : []))
    expect(winners).toHaveLength(1)
    expect((await signIn(site, 'rushed@example.com', `password number ${winners[0]}`)).status).toBe(200)
  })

  test('after 24 hours, and after a newer one was made, it is worth nothing', async () => {
    const { id } = await somebody('slow@example.com')
    const first = await makeLink(id)
    const second = await makeLink(id)
    expect(await refusalOf(await reset(first, 'a new password'))).toEqual([410, 'link-over'])
    const { rows } = await site.pool.query<{ hours: number }>(
      `select extract(epoch from expires_at - created_at)::int / 3600 as hours from site.password_link where member_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ hours: 24 }])
    await site.pool.query(
      'update site.password_link set expires_at = clock_timestamp() where member_id = $1',
      [id],
    )
    expect(await refusalOf(await reset(second, 'a new password'))).toEqual([410, 'link-over'])
    expect((await signIn(site, 'slow@example.com')).status).toBe(200)
  })

  test('for nobody, and for a banned member', async () => {
    const { id } = await somebody('gone@example.com')
    await admin.post(`/api/admin/members/${id}/ban`)
    const make = async (memberId: string): Promise<Response> =>
      await admin.post('/api/admin/password-links', { memberId })
    expect(await refusalOf(await make('nobody'))).toEqual([404, 'unknown-member'])
    expect(await refusalOf(await make(id))).toEqual([409, 'member-banned'])
  })
})
