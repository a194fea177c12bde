import { correct, fromPg } from 'daylatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestMember } from './support/member.ts'
import { startSite, type TestSite } from './support/start-site.ts'
import { fill } from './support/wallet.ts'

let site: TestSite

beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

interface EntriesPage {
  readonly unit: string
  readonly card: number
  readonly items: readonly { readonly seq: number; readonly balance: number }[]
  readonly nextCursor: string | null
}

async function page(member: TestMember, search = ''): Promise<EntriesPage> {
  return (await (await member.request(`/api/quota/entries${search}`)).json()) as EntriesPage
}

describe('GET /api/quota/entries', () => {
  test('shows the changes of a card, newest first, page by page without a gap', async () => {
    const member = await site.member()
    for (let n = 0; n < 120; n += 1) await fill(site.pool, member, 1)
    const pages = [await page(member)]
    for (let last = pages[0]; last?.nextCursor != null; last = pages.at(-1)) {
      // What comes in meanwhile moves nothing.
      await fill(site.pool, member, 1)
      pages.push(await page(member, `?cursor=${last.nextCursor}`))
    }
    expect(pages.map(({ items }) => items.length)).toEqual([50, 50, 20])
    const seqs = pages.flatMap(({ items }) => items.map(({ seq }) => seq))
    expect(seqs).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index))
    expect(pages[0]?.items[0]?.balance).toBe(120)
  })

  test('is empty for a new member, and another member’s is nobody else’s', async () => {
    const member = await site.member()
    expect(await page(member)).toEqual({ unit: 'reading', card: 1, items: [], nextCursor: null })
    expect((await site.stranger().request('/api/quota/entries')).status).toBe(401)
  })

  test.each(['cursor=x', 'cursor=%00', 'card=0', 'card=x', 'card=1&card=2', 'x=1', 'cursor=YmVmb3JlLy0x'])(
    '?%s is refused with 400',
    async (search) => {
      const member = await site.member()
      expect((await member.request(`/api/quota/entries?${search}`)).status).toBe(400)
    },
  )
})

describe('GET /api/quota/entries.csv', () => {
  test('is the whole log, with harmless texts, real numbers and a byte order mark', async () => {
    const member = await site.member()
    await member.checkIn()
    const why = { reason: '=HYPERLINK("http://x")', actor: 'admin' }
    const account = { unit: 'reading', account: '1' }
    await correct(fromPg(site.pool), member.id, { ...account, amount: -5, ...why })
    await correct(fromPg(site.pool), member.id, {
      ...account,
      amount: 1,
      reason: '多付了, "一"',
      actor: 'admin',
    })
    const response = await member.request('/api/quota/entries.csv')
    expect([response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
      'text/csv; charset=utf-8',
      'attachment; filename="card-1.csv"',
    ])
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = new TextDecoder().decode(bytes)
    const lines = text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT').replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')
    expect(lines).toBe(
      'seq,at,kind,amount,balance,period,article,reason\r\n' +
        '3,AT,correction,1,21,,,"多付了, ""一"""\r\n' +
        `2,AT,correction,-5,20,,,"'=HYPERLINK(""http://x"")"\r\n` +
        '1,AT,reward,25,25,DAY,,\r\n',
    )
  })

  test('has more rows than a page', async () => {
    const member = await site.member()
    await site.pool.query(
      `with entries as (
         insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, entered_at)
         select $1, 'reading', '1', n, 'grant', 1, n, now() from generate_series(1, 1200) n
       )
       insert into daylatch.balance (subject, unit, account, amount, version) values ($1, 'reading', '1', 1200, 1200)`,
      [member.id],
    )
    const lines = (await (await member.request('/api/quota/entries.csv')).text()).trimEnd().split('\r\n')
    expect(lines).toHaveLength(1201)
    expect(lines.at(-1)?.startsWith('1,')).toBe(true)
  })
})
