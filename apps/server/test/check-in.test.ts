import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSite, type TestSite } from './support/start-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

describe('POST /api/check-ins', () => {
  test('the first one of a day pays 25 and says when the next one opens', async () => {
    const member = await site.member()
    const response = await member.checkIn()
    const body = (await response.json()) as Record<string, unknown>
    expect(response.status).toBe(201)
    expect(Object.keys(body).sort()).toEqual(
      [
        'balance',
        'bonus',
        'card',
        'claimedAt',
        'period',
        'rank',
        'resetsAt',
        'reward',
        'streak',
        'unit',
      ].sort(),
    )
    expect(body).toMatchObject({ reward: 25, unit: 'reading', card: 1, balance: 25, streak: 1 })
    expect(body['resetsAt']).toMatch(/T00:00:00\.000Z$/)
    expect(await member.quota()).toBe(25)
  })

  test("the second one is refused with the first one's record", async () => {
    const member = await site.member()
    const won = (await (await member.checkIn()).json()) as Record<string, unknown>
    const response = await member.checkIn()
    const body = (await response.json()) as Record<string, unknown>
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(body).toEqual({
      type: 'urn:daylatch:problem:already-checked-in',
      title: 'Conflict',
      status: 409,
      detail: 'You have checked in for this day already.',
      code: 'already-checked-in',
      ...won,
    })
    expect(await member.quota()).toBe(25)
  })

  test('nobody is checked in without a session', async () => {
    const response = await site.stranger().checkIn()
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'not-signed-in' })
  })

  test('a card that the member does not have is refused and nothing is paid', async () => {
    const member = await site.member()
    const response = await member.post('/api/check-ins', { card: 2 })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'unknown-card', card: 2 })
    expect((await member.checkIn()).status).toBe(201)
  })
})

describe('GET /api/check-ins/today', () => {
  test('says where the member stands before and after', async () => {
    const member = await site.member()
    const before = (await (await member.request('/api/check-ins/today')).json()) as Record<string, unknown>
    expect(before).toMatchObject({ checkedIn: false, checkIn: null })
    const won = (await (await member.checkIn()).json()) as Record<string, unknown>
    const after = (await (await member.request('/api/check-ins/today')).json()) as Record<string, unknown>
    expect(after).toEqual({ checkedIn: true, opensAt: won['resetsAt'], checkIn: won })
  })
})

describe('GET /api/check-ins', () => {
  test('shows names in the order of the check-ins, page by page, to anybody', async () => {
    const own = await startSite()
    const members = await own.members(53, { name: 'Reader' })
    for (const member of members) expect((await member.checkIn()).status).toBe(201)
    const first = (await (await own.stranger().request('/api/check-ins')).json()) as Page
    const rest = (await (
      await own.stranger().request(`/api/check-ins?cursor=${first.nextCursor ?? ''}`)
    ).json()) as Page
    const names = [...first.items, ...rest.items].map((item) => item.name)
    expect(names).toEqual(members.map((member) => member.name))
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([50, 3, null])
    expect(first.items.map((item) => item.rank)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    await own.stop()
  })

  test.each(['x', '%00', 'MjAyNi0xMS0yMi8tMQ', encodeURIComponent('💥'), 'a'.repeat(101)])(
    'a cursor that it has not given out is refused: %s',
    async (cursor) => {
      const response = await site.stranger().request(`/api/check-ins?cursor=${cursor}`)
      expect(response.status).toBe(400)
    },
  )
})

interface Page {
  readonly items: readonly { readonly rank: number; readonly name: string }[]
  readonly nextCursor: string | null
}
