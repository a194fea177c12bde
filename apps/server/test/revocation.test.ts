import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { banMember } from '../src/accounts/ban.ts'
import { POLL_EVERY_MS, RevocationFeed, STALE_AFTER_MS } from '../src/accounts/revocation-feed.ts'
import { HotCookies } from '../src/accounts/hot-cookie.ts'
import { startSite, type TestSite } from './support/start-site.ts'

describe('the feed', () => {
  let database: TestDatabase
  const feeds: RevocationFeed[] = []

  beforeAll(async () => {
    database = await createDatabase()
    await migrate(fromPg(database.pool), { schema: 'site', folder: new URL('../sql/', import.meta.url) })
  })

  afterEach(() => {
    for (const feed of feeds.splice(0)) feed.stop()
  })

  afterAll(async () => {
    await database.drop()
  })

  function processOf(timer: { at: number }): RevocationFeed {
    const feed = new RevocationFeed(database.pool, { elapsed: () => timer.at })
    feeds.push(feed)
    return feed
  }

  test('an entry of one process is known to it at once, and to another after its next poll', async () => {
    const timer = { at: 0 }
    const [here, there] = [processOf(timer), processOf(timer)]
    await Promise.all([here.poll(), there.poll()])
    await here.put('session', 's-1')
    expect([here.isNamed('m', 's-1'), there.isNamed('m', 's-1')]).toEqual([true, false])
    await there.poll()
    expect([there.isNamed('m', 's-1'), there.isNamed('m', 's-2')]).toEqual([true, false])
  })

  test('an entry for a member names all of his sessions', async () => {
    const feed = processOf({ at: 0 })
    await feed.put('member', 'm-7')
    await feed.poll()
    expect([feed.isNamed('m-7', 'any'), feed.isNamed('m-8', 'any')]).toEqual([true, false])
  })

  test('a feed that was not read for 45 s is not relied on', async () => {
    const timer = { at: 0 }
    const feed = processOf(timer)
    expect(feed.isFresh).toBe(false)
    await feed.poll()
    timer.at = STALE_AFTER_MS
    expect(feed.isFresh).toBe(true)
    timer.at = STALE_AFTER_MS + 1
    expect(feed.isFresh).toBe(false)
    expect(POLL_EVERY_MS * 3).toBe(STALE_AFTER_MS)
  })

  test("hot cookies run on the database's clock, not on this machine's", async () => {
    const timer = { at: 0 }
    const feed = processOf(timer)
    await feed.poll()
    const before = feed.now()
    timer.at = 59_000
    expect(feed.now() - before).toBe(59_000)
  })

  test('entries are forgotten after five minutes', async () => {
    const feed = processOf({ at: 0 })
    await database.pool.query(
      `insert into site.revocation values ('session', 'old', now() - interval '301 seconds')`,
    )
    await feed.poll()
    expect(feed.isNamed('m', 'old')).toBe(false)
  })
})

describe('over HTTP', () => {
  let site: TestSite

  beforeAll(async () => {
    site = await startSite()
  })

  afterAll(async () => {
    await site.stop()
  })

  test('a member who has signed out is refused with a copy of his cookies', async () => {
    const member = await site.member()
    expect((await member.request('/api/quota')).status).toBe(200)
    const copy = member.cookie
    expect(copy).toContain('daylatch.hot=')
    expect((await member.post('/api/auth/sign-out')).status).toBe(200)
    const response = await fetch(`${site.url}/api/quota`, { headers: { cookie: copy } })
    expect(response.status).toBe(401)
  })

  test('twin: without the entry in the feed the copied hot cookie is still believed', async () => {
    const member = await site.member()
    await member.request('/api/quota')
    const copy = member.cookie
    await site.pool.query('delete from site.session where member_id = $1', [member.id])
    const response = await fetch(`${site.url}/api/quota`, { headers: { cookie: copy } })
    expect(response.status).toBe(200)
  })

  test('a hot cookie needs no session in the database; without it the session is asked, and a new one is set', async () => {
    const member = await site.member()
    await member.request('/api/quota')
    const first = member.cookie
    await member.request('/api/quota')
    expect(member.cookie).toBe(first)
    member.forget('daylatch.hot')
    expect((await member.request('/api/quota')).status).toBe(200)
    expect(member.cookie).toContain('daylatch.hot=')
  })

  test('staff changes are checked in the database, with a hot cookie that nobody has revoked', async () => {
    const admin = await site.member({ role: 'admin' })
    await admin.request('/api/quota')
    await site.pool.query('delete from site.session where member_id = $1', [admin.id])
    expect((await admin.request('/api/quota')).status).toBe(200)
    expect((await admin.checkIn()).status).toBe(401)
  })

  test('a banned member is refused, signed in or not, at once where the ban was made', async () => {
    const feed = new RevocationFeed(site.pool)
    const account = { name: 'Banned', email: 'banned@example.com', password: 'correct horse' }
    const member = site.stranger()
    const answer = await member.post('/api/auth/sign-up/email', account)
    const { user } = (await answer.json()) as { user: { id: string } }
    await banMember(site.pool, feed, user.id, 'an administrator')
    expect(feed.isNamed(user.id, 'any')).toBe(true)
    member.forget('daylatch.hot')
    expect((await member.checkIn()).status).toBe(401)
    const { email, password } = account
    const signIn = await member.post('/api/auth/sign-in/email', { email, password })
    expect([signIn.status, ((await signIn.json()) as { code: string }).code]).toEqual([403, 'banned'])
    const { rowCount } = await site.pool.query('select from site.session where member_id = $1', [user.id])
    expect(rowCount).toBe(0)
  })

  test('a session of a banned member that is left over is refused', async () => {
    const member = await site.member()
    await site.pool.query('update site.member set banned_at = now() where id = $1', [member.id])
    expect((await member.checkIn()).status).toBe(401)
  })

  test('a hot cookie of another site is worth nothing', async () => {
    const member = await site.member()
    const forged = new HotCookies('guessed', Date.now).issue({
      id: member.id,
      role: 'member',
      sessionId: 's',
    })
    const response = await fetch(`${site.url}/api/quota`, { headers: { cookie: `daylatch.hot=${forged}` } })
    expect(response.status).toBe(401)
  })

  test('a changed password ends the other sessions, the hot cookies with them', async () => {
    const [here, there] = [site.stranger(), site.stranger()]
    const email = 'changer@example.com'
    await here.post('/api/auth/sign-up/email', { name: 'Changer', email, password: 'the first one' })
    await there.post('/api/auth/sign-in/email', { email, password: 'the first one' })
    expect((await there.request('/api/quota')).status).toBe(200)
    const change = { currentPassword: 'the first one', newPassword: 'the second one' }
    expect((await here.post('/api/auth/change-password', change)).status).toBe(200)
    expect((await there.request('/api/quota')).status).toBe(401)
    expect((await here.request('/api/quota')).status).toBe(200)
    const old = await site.stranger().post('/api/auth/sign-in/email', { email, password: 'the first one' })
    expect(old.status).toBe(401)
  })
})
