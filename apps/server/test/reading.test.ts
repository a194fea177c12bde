import { barrier, createDatabase, waitFor } from '@daylatch/test-kit'
import { expireReservations, fromPg, spend } from 'daylatch'
import { shiftClock } from 'daylatch/testing'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRead } from '../src/reading/store.ts'
import { endHandset } from './support/handset.ts'
import type { TestMember } from './support/member.ts'
import { serveHere } from './support/serve-here.ts'
import { startSite, type TestSite } from './support/start-site.ts'
import { fill, holds } from './support/wallet.ts'

const ARTICLES = {
  'one.en.md': '---\nslug: one\nlanguage: en\ntitle: One\nsummary: Short\nprice: 10\n---\n*Text*\n',
  'one.zh.md': '---\nslug: one\nlanguage: zh\ntitle: 一\nprice: 10\n---\n正文\n',
  'two.md': '---\ntitle: Two\nprice: 15\n---\nMore\n',
  'free.md': '---\ntitle: Free\nprice: 0\n---\nFor nothing\n',
}

let site: TestSite

beforeAll(async () => {
  site = await startSite({ workers: 4, articles: ARTICLES })
})

afterAll(async () => {
  await site.stop()
})

interface ReadAnswer {
  readonly charged: number
  readonly balance: number
  readonly code?: string
}

async function read(
  member: TestMember,
  slug: string,
  { body, key }: { body?: unknown; key?: string } = {},
): Promise<readonly [number, ReadAnswer, string | null]> {
  const response = await member.request(`/api/articles/${slug}/read`, {
    method: 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const replayed = response.headers.get('idempotency-replayed')
  return [response.status, (await response.json()) as ReadAnswer, replayed]
}

async function reader(amount: number): Promise<TestMember> {
  const member = await site.member()
  await fill(site.pool, member, amount)
  return member
}

describe('reading', () => {
  test('the first reading costs the price, the second one nothing, and the list and the change log know it', async () => {
    const member = await reader(25)
    expect(await read(member, 'one')).toEqual([
      200,
      {
        slug: 'one',
        language: 'zh',
        title: '一',
        html: '<p>正文</p>\n',
        price: 10,
        charged: 10,
        balance: 15,
      },
      null,
    ])
    expect(await read(member, 'one')).toMatchObject([200, { charged: 0, balance: 15 }, null])
    expect(await holds(site.pool, member)).toEqual([15, 0])
    const list = (await (await member.request('/api/articles')).json()) as {
      readonly items: readonly { readonly slug: string; readonly read: boolean }[]
    }
    expect(list.items.map(({ slug, read: isRead }) => [slug, isRead])).toEqual([
      ['free', false],
      ['one', true],
      ['two', false],
    ])
    const log = (await (await member.request('/api/quota/entries')).json()) as { readonly items: unknown }
    expect(log.items).toMatchObject([
      { seq: 2, kind: 'settle', amount: -10, balance: 15, article: 'one', period: null },
      { seq: 1, kind: 'grant', amount: 25, balance: 25, article: null, reason: 'test' },
    ])
  })

  test('anybody sees the list, in the language that he asks for', async () => {
    const answer = await site.stranger().request('/api/articles', { headers: { 'accept-language': 'en' } })
    expect(await answer.json()).toEqual({
      unit: 'reading',
      items: [
        { slug: 'free', language: null, title: 'Free', summary: '', price: 0, minutes: 1, read: false },
        { slug: 'one', language: 'en', title: 'One', summary: 'Short', price: 10, minutes: 1, read: false },
        { slug: 'two', language: null, title: 'Two', summary: '', price: 15, minutes: 1, read: false },
      ],
    })
  })

  test('an article without a price is noted as read, and costs nothing', async () => {
    const member = await site.member()
    expect(await read(member, 'free')).toMatchObject([200, { charged: 0, balance: 0 }, null])
    expect(await hasRead(site.pool, member.id, 'free')).toBe(true)
  })

  test('what does not suffice is refused with what is needed, and stays untouched', async () => {
    const member = await reader(9)
    expect(await read(member, 'one')).toMatchObject([
      402,
      { code: 'insufficient-quota', needed: 10, amount: 9, held: 0, card: 1 },
      null,
    ])
    expect(await holds(site.pool, member)).toEqual([9, 0])
  })

  test('the card that is named pays', async () => {
    const member = await reader(25)
    await member.post('/api/cards')
    expect((await read(member, 'two', { body: { card: 2 } }))[0]).toBe(402)
    await fill(site.pool, member, 20, 2)
    expect(await read(member, 'two', { body: { card: 2 } })).toMatchObject([
      200,
      { charged: 15, balance: 5 },
      null,
    ])
    expect(await holds(site.pool, member, 1)).toEqual([25, 0])
  })

  test.each(['three', 'ONE', 'one.en', '__proto__'])('there is no article %s', async (slug) => {
    const [status, { code }] = await read(await site.member(), slug)
    expect([status, code]).toEqual([404, 'unknown-article'])
  })

  test('an article that is written while the site runs is there soon', async () => {
    const member = await reader(1)
    const file = join(site.folder, 'articles', 'late.md')
    await writeFile(file, '---\ntitle: Late\nprice: 1\n---\nNew\n')
    await waitFor('the new article', async () => (await read(member, 'late'))[0] === 200)
    await rm(file)
    expect(await holds(site.pool, member)).toEqual([0, 0])
  })
})

describe('six first readings at once at four processes', () => {
  test('are all answered with the text and charged once, also when the card suffices for one only', async () => {
    const member = await reader(10)
    const answers = await Promise.all(Array.from({ length: 6 }, async () => await read(member, 'one')))
    expect(answers.map(([status]) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(answers.reduce((sum, [, { charged }]) => sum + charged, 0)).toBe(10)
    expect(await holds(site.pool, member)).toEqual([0, 0])
  })

  test('twin: asking whether it was read, and spending then, charges every one of them', async () => {
    const member = await reader(60)
    const allHaveAsked = barrier(6)
    const naive = async (): Promise<void> => {
      const isRead = await hasRead(site.pool, member.id, 'one')
      await allHaveAsked()
      if (!isRead) await spend(fromPg(site.pool), member.id, { unit: 'reading', account: '1', amount: 10 })
    }
    await Promise.all(Array.from({ length: 6 }, naive))
    expect(await holds(site.pool, member)).toEqual([0, 0])
  })
})

describe('an idempotency key', () => {
  test('gives the first answer again, charge included, at any process', async () => {
    const member = await reader(25)
    const first = await read(member, 'one', { key: 'a-1' })
    expect(first).toMatchObject([200, { charged: 10, balance: 15 }, null])
    expect((await read(member, 'two'))[0]).toBe(200)
    const again = await Promise.all(
      Array.from({ length: 4 }, async () => await read(member, 'one', { key: 'a-1' })),
    )
    for (const answer of again) expect(answer).toEqual([200, first[1], 'true'])
    expect(await read(member, 'one', { key: 'a-2' })).toMatchObject([200, { charged: 0, balance: 0 }, null])
  })

  test('sent six times at once it gives six times the same amounts', async () => {
    const member = await reader(25)
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => await read(member, 'one', { key: 'same' })),
    )
    expect(
      new Set(answers.map(([status, { charged, balance }]) => `${status} ${charged} ${balance}`)).size,
    ).toBe(1)
    expect(answers.filter(([, , replayed]) => replayed === null)).toHaveLength(1)
    expect(await holds(site.pool, member)).toEqual([15, 0])
  })

  test('with another article or card is refused, and nothing is charged', async () => {
    const member = await reader(50)
    await member.post('/api/cards')
    await read(member, 'one', { key: 'k' })
    expect(await read(member, 'two', { key: 'k' })).toMatchObject([
      422,
      { code: 'idempotency-key-reused' },
      null,
    ])
    expect((await read(member, 'one', { key: 'k', body: { card: 2 } }))[0]).toBe(422)
    expect((await read(member, 'one', { key: 'k', body: { card: 1 } }))[2]).toBe('true')
    expect(await holds(site.pool, member)).toEqual([40, 0])
  })

  test('of two articles at once with one key, one is read and nothing is left set aside', async () => {
    const member = await reader(50)
    const answers = await Promise.all([read(member, 'one', { key: 'k' }), read(member, 'two', { key: 'k' })])
    const statuses = answers.map(([status]) => status).sort((a, b) => a - b)
    expect(statuses).toEqual([200, 422])
    const charged = answers[0][0] === 200 ? 10 : 15
    expect(await holds(site.pool, member)).toEqual([50 - charged, 0])
  })
})

describe('when something goes wrong in the middle', () => {
  test('a text that cannot be rendered is not charged, and nothing stays set aside', async () => {
    let isBroken = true
    const here = await serveHere({
      articles: ARTICLES,
      render: ({ title }) => {
        if (isBroken) throw new Error('out of ink')
        return title
      },
    })
    const member = await here.member()
    await fill(here.database.pool, member, 10)
    const [status, { code }] = await read(member, 'one')
    expect([status, code]).toEqual([503, 'article-unavailable'])
    expect(await holds(here.database.pool, member)).toEqual([10, 0])
    isBroken = false
    expect(await read(member, 'one')).toMatchObject([200, { charged: 10, balance: 0 }, null])
    await here.stop()
  })

  test('a process killed between setting aside and settling costs nothing but a minute', async () => {
    const database = await createDatabase()
    const first = await startSite({ database, articles: ARTICLES })
    const [member] = await first.members(1)
    if (member === undefined) throw new TypeError('Expected a member')
    await fill(database.pool, member, 10)
    const blocker = await database.pool.connect()
    await blocker.query('begin; lock table site.reading in exclusive mode')
    const answer = read(member, 'one').catch(() => 'cut')
    await waitFor('the settlement to wait for the table', async () => {
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from pg_locks where relation = 'site.reading'::regclass and not granted`,
      )
      return rows[0]?.n === 1
    })
    await first.process.kill('SIGKILL')
    await endHandset(join(first.folder, 'handset'))
    expect(await answer).toBe('cut')
    await blocker.query('rollback')
    blocker.release()
    await waitFor('the dead process’s transaction to end', async () => {
      const [amount, held] = await holds(database.pool, member)
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
         where datname = current_database() and application_name = 'daylatch'`,
      )
      return rows[0]?.n === 0 && amount === 10 && held === 10
    })
    const db = fromPg(database.pool)
    await shiftClock(db, 61_000)
    expect(await expireReservations(db)).toBe(1)
    expect(await holds(database.pool, member)).toEqual([10, 0])
    const second = await startSite({ database, articles: ARTICLES })
    const again = await second.stranger().request('/api/articles')
    expect(again.status).toBe(200)
    const reads = Array.from({ length: 3 }, async () => await readAt(second, member, 'one'))
    expect((await Promise.all(reads)).reduce((sum, { charged }) => sum + charged, 0)).toBe(10)
    expect(await holds(database.pool, member)).toEqual([0, 0])
    await second.stop()
    await rm(first.folder, { recursive: true })
    await database.drop()
  })
})

/** The same member at a site of another address. */
async function readAt(other: TestSite, { cookie }: TestMember, slug: string): Promise<ReadAnswer> {
  const response = await fetch(`${other.url}/api/articles/${slug}/read`, {
    method: 'POST',
    headers: { cookie },
  })
  return (await response.json()) as ReadAnswer
}
