import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSite, type TestSite } from './support/start-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

const PASSWORD = 'correct horse battery'
const registration = (email: string) => ({ name: '小明', email, password: PASSWORD })

describe('a script with a cookie jar, forms and no Origin header', () => {
  test('signs up, checks in, signs out, signs in again', async () => {
    const script = site.stranger()
    const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })
    const signUp = await script.request('/api/auth/sign-up/email', form(registration('script@example.com')))
    expect(signUp.status).toBe(200)
    expect(((await signUp.json()) as { user: unknown }).user).toMatchObject({
      name: '小明',
      email: 'script@example.com',
      role: 'member',
    })
    expect(((await (await script.sign()).json()) as { status: number }).status).toBe(1)
    expect((await script.request('/api/auth/sign-out', { method: 'POST' })).status).toBe(200)
    expect(script.cookie).toBe('')
    expect((await script.checkIn()).status).toBe(401)
    const credentials = { email: 'SCRIPT@example.com', password: PASSWORD }
    expect((await script.request('/api/auth/sign-in/email', form(credentials))).status).toBe(200)
    expect((await script.checkIn()).status).toBe(409)
  })
})

describe('refusals', () => {
  test('an address that is taken', async () => {
    await site.stranger().post('/api/auth/sign-up/email', registration('taken@example.com'))
    const response = await site.stranger().post('/api/auth/sign-up/email', registration('Taken@example.com'))
    expect([response.status, await codeOf(response)]).toEqual([422, 'email-taken'])
  })

  test('two who register with one address at once: one account', async () => {
    const responses = await Promise.all(
      [1, 2].map(
        async () => await site.stranger().post('/api/auth/sign-up/email', registration('race@example.com')),
      ),
    )
    expect(responses.map((response) => response.status).toSorted((a, b) => a - b)).toEqual([200, 422])
    const { rowCount } = await site.pool.query(`select from site.member where email = 'race@example.com'`)
    expect(rowCount).toBe(1)
    const credentials = await site.pool.query(
      `select from site.credential c join site.member m on m.id = c.member_id where m.email = 'race@example.com'`,
    )
    expect(credentials.rowCount).toBe(1)
  })

  test.each([
    ['a wrong password', { email: 'taken@example.com', password: 'wrong password' }],
    ['nobody of that address', { email: 'nobody@example.com', password: PASSWORD }],
  ])('%s', async (_what, credentials) => {
    const response = await site.stranger().post('/api/auth/sign-in/email', credentials)
    expect([response.status, await codeOf(response)]).toEqual([401, 'invalid-email-or-password'])
  })

  test.each([
    ['a short password', { password: '1234567' }, 'invalid-input'],
    ['a role', { role: 'admin' }, 'invalid-input'],
    ['no address', { email: 'nobody' }, 'invalid-input'],
    ['an invisible name', { name: ' \u200b ' }, 'invalid-input'],
    ['a name of two lines', { name: 'a\nb' }, 'invalid-input'],
    ['half a surrogate pair', { name: 'a\ud800' }, 'invalid-text'],
    ['NUL', { password: 'abcdefgh\u0000' }, 'invalid-text'],
  ])('a registration with %s', async (_what, fields, code) => {
    const body = { ...registration('never@example.com'), ...fields }
    const response = await site.stranger().post('/api/auth/sign-up/email', body)
    expect([response.status, await codeOf(response)]).toEqual([400, code])
    const { rowCount } = await site.pool.query(`select from site.member where email like 'never@%'`)
    expect(rowCount).toBe(0)
  })

  test("none of better-auth's other routes can be reached", async () => {
    const paths = [
      '/api/auth/ok',
      '/api/auth/delete-user',
      '/api/auth/update-user',
      '/api/auth/list-sessions',
    ]
    const member = await site.member()
    const statuses = await Promise.all(paths.map(async (path) => (await member.post(path, {})).status))
    expect(statuses).toEqual([404, 404, 404, 404])
  })
})

describe('cookies', () => {
  test('are HttpOnly and SameSite=Lax, and Secure only where the browser speaks https', async () => {
    const lines = async (headers: Record<string, string>): Promise<readonly string[]> => {
      const response = await site.stranger().request('/api/auth/sign-in/email', {
        method: 'POST',
        body: new URLSearchParams({ email: 'taken@example.com', password: PASSWORD }),
        headers,
      })
      return response.headers.getSetCookie()
    }
    const plain = await lines({})
    const secure = await lines({ 'x-forwarded-proto': 'https' })
    expect(plain.map((line) => line.split('=')[0])).toEqual(['daylatch.session_token', 'daylatch.hot'])
    for (const line of [...plain, ...secure]) expect(line).toMatch(/; HttpOnly; SameSite=Lax/)
    expect(plain.filter((line) => line.includes('Secure'))).toEqual([])
    expect(secure.filter((line) => line.endsWith('; Secure'))).toHaveLength(2)
  })
})

describe('get-session', () => {
  test('a GET changes nothing, even where the session is due to be prolonged; a POST prolongs it', async () => {
    const member = await site.member()
    await site.pool.query(
      `update site.session set expires_at = now() + interval '1 day' where member_id = $1`,
      [member.id],
    )
    const rows = async (): Promise<unknown> =>
      (await site.pool.query('select *, xmin from site.session where member_id = $1', [member.id])).rows
    const before = await rows()
    const read = (await (await member.request('/api/auth/get-session')).json()) as { needsRefresh: boolean }
    expect(read.needsRefresh).toBe(true)
    expect(await rows()).toEqual(before)
    expect((await member.post('/api/auth/get-session')).status).toBe(200)
    const { rowCount } = await site.pool.query(
      `select from site.session where member_id = $1 and expires_at > now() + interval '6 days'`,
      [member.id],
    )
    expect(rowCount).toBe(1)
  })

  test('is null without a session', async () => {
    const response = await site.stranger().request('/api/auth/get-session')
    expect([response.status, await response.json()]).toEqual([200, null])
  })
})

describe('DAYLATCH_SIGN_UP', () => {
  test.each([
    ['invite', 'invitation-required'],
    ['closed', 'sign-up-closed'],
  ])('%s refuses with 403 %s', async (mode, code) => {
    const own = await startSite({ env: { DAYLATCH_SIGN_UP: mode } })
    const response = await own.stranger().post('/api/auth/sign-up/email', registration('a@example.com'))
    expect([response.status, await codeOf(response)]).toEqual([403, code])
    await own.stop()
  })
})

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { readonly code?: unknown }).code
}
