import { barrier } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestMember } from './support/member.ts'
import { startSite, type TestSite } from './support/start-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startSite({ workers: 2 })
})

afterAll(async () => {
  await site.stop()
})

interface Card {
  readonly card: number
  readonly name: string | null
  readonly amount: number
  readonly held: number
}

async function cardsOf(member: TestMember): Promise<readonly Card[]> {
  const { cards } = (await (await member.request('/api/cards')).json()) as { cards: readonly Card[] }
  return cards
}

describe('cards', () => {
  test('card 1 is there from the beginning; others are numbered from 2 and may have a name', async () => {
    const member = await site.member()
    expect(await cardsOf(member)).toEqual([{ card: 1, name: null, amount: 0, held: 0 }])
    const second = await member.post('/api/cards', { name: ' 旅行 ' })
    expect([second.status, await second.json()]).toEqual([201, { card: 2, name: '旅行', amount: 0, held: 0 }])
    expect((await member.post('/api/cards')).status).toBe(201)
    const cards = await cardsOf(member)
    expect(cards.map(({ card, name }) => [card, name])).toEqual([
      [1, null],
      [2, '旅行'],
      [3, null],
    ])
  })

  test('twelve requests at once at two processes make cards 2 to 10, without a gap, and three are refused', async () => {
    const member = await site.member()
    const responses = await Promise.all(
      Array.from({ length: 12 }, async () => await member.post('/api/cards')),
    )
    const statuses = responses.map(({ status }) => status).sort((a, b) => a - b)
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => 201), 409, 409, 409])
    const refused = responses.find(({ status }) => status === 409)
    expect(await refused?.json()).toMatchObject({ code: 'too-many-cards' })
    expect((await cardsOf(member)).map(({ card }) => card)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('twin: counting without the lock gives four requests the same number, and three of them fail', async () => {
    const { id } = await site.member()
    const allHaveCounted = barrier(4)
    const naive = async (): Promise<void> => {
      const { rows } = await site.pool.query<{ last: number }>(
        'select coalesce(max(number), 1) as last from site.card where member_id = $1',
        [id],
      )
      await allHaveCounted()
      await site.pool.query('insert into site.card (member_id, number) values ($1, $2)', [
        id,
        (rows[0]?.last ?? 1) + 1,
      ])
    }
    const settled = await Promise.allSettled(Array.from({ length: 4 }, naive))
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(3)
  })

  test.each([
    ['an empty name', { name: '' }],
    ['a name with nothing visible', { name: ' \u200b' }],
    ['a name of 81 characters', { name: 'a'.repeat(81) }],
    ['a number of its own', { card: 7 }],
  ])('%s is refused with 400', async (_what, body) => {
    const member = await site.member()
    expect((await member.post('/api/cards', body)).status).toBe(400)
    expect(await cardsOf(member)).toHaveLength(1)
  })
})

describe('which card is paid', () => {
  test('the one that is named, and no other', async () => {
    const [one, two] = await site.members(2)
    if (one === undefined || two === undefined) throw new TypeError('Expected two members')
    for (const member of [one, two]) await member.post('/api/cards')
    const checkIn = await one.post('/api/check-ins', { card: 2 })
    expect(await checkIn.json()).toMatchObject({ card: 2, balance: 25 })
    const sign = await two.request('/api/sign', {
      method: 'POST',
      body: new URLSearchParams({ card_id: '2' }),
    })
    expect(await sign.json()).toMatchObject({ status: 1 })
    for (const member of [one, two]) {
      expect((await cardsOf(member)).map(({ amount }) => amount)).toEqual([0, 25])
      const quota = (await (await member.request('/api/quota')).json()) as { cards: readonly Card[] }
      expect(quota.cards).toEqual([
        { card: 1, amount: 0, held: 0 },
        { card: 2, amount: 25, held: 0 },
      ])
    }
  })

  test('a card that only somebody else has is unknown everywhere', async () => {
    const [owner, other] = await site.members(2)
    await owner?.post('/api/cards')
    const form = new URLSearchParams({ card_id: '2' })
    const answers = await Promise.all([
      other?.post('/api/check-ins', { card: 2 }),
      other?.request('/api/sign', { method: 'POST', body: form }),
      other?.post('/api/check-ins/make-up', { card: 2, period: '2026-01-01' }),
      other?.request('/api/quota/entries?card=2'),
      other?.request('/api/quota/entries.csv?card=2'),
    ])
    expect(answers.map((answer) => answer?.status)).toEqual([404, 404, 404, 404, 404])
    for (const answer of answers) expect(await answer?.json()).toMatchObject({ code: 'unknown-card' })
    expect(await other?.checkIn()).toMatchObject({ status: 201 })
  })
})
