import { waitFor } from '@daylatch/test-kit'
import { day, fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendar, periodsOf } from '../src/check-in/month.ts'
import { claimPast } from './support/claim-past.ts'
import type { TestMember } from './support/member.ts'
import { startSite, type TestSite } from './support/start-site.ts'
import { fill, holds } from './support/wallet.ts'

interface Month {
  readonly month: string
  readonly today: string
  readonly streak: number
  readonly claims: number
  readonly makeUp: { readonly left: number } | null
  readonly days: readonly {
    readonly period: string
    readonly state: string
    readonly canMakeUp: boolean
    readonly reward: number | null
  }[]
}

/** Days are 2031-05-DD, at noon in Shanghai. */
const noon = (date: number): Date => new Date(Date.UTC(2031, 4, date, 4))

let site: TestSite

beforeAll(async () => {
  site = await startSite({ config: { checkIn: { makeUp: { daysBack: 5, perMonth: 2, cost: 10 } } } })
})

afterAll(async () => {
  await site.stop()
})

/** A member who registered at noon on the fourth, and checked in on these days. */
async function memberOf(...days: readonly number[]): Promise<TestMember> {
  const member = await site.member()
  await site.pool.query('update site.member set created_at = $2 where id = $1', [member.id, noon(4)])
  for (const date of days) {
    expect(await claimPast(site.pool, member, noon(date))).toBe('claimed')
  }
  return member
}

async function monthOf(member: TestMember, month = ''): Promise<Month> {
  const response = await member.request(`/api/check-ins/me${month === '' ? '' : `?month=${month}`}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Month
}

async function makeUp(member: TestMember, date: number, key?: string) {
  const response = await member.request('/api/check-ins/make-up', {
    method: 'POST',
    body: JSON.stringify({ period: `2031-05-${String(date).padStart(2, '0')}` }),
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
  })
  return {
    status: response.status,
    replayed: response.headers.get('idempotency-replayed'),
    body: (await response.json()) as Record<string, unknown>,
  }
}

describe('the month of a member', () => {
  test('tells each day’s state, and which days can be made up', async () => {
    const member = await memberOf(5, 6, 9)
    await startClockAt(fromPg(site.pool), noon(12))
    const month = await waitFor('the server to see that the clock was moved', async () => {
      const answer = await monthOf(member)
      return answer.today === '2031-05-12' ? answer : undefined
    })
    expect(month).toMatchObject({ month: '2031-05', today: '2031-05-12', streak: 0, claims: 3 })
    expect(month.makeUp).toEqual({ daysBack: 5, perMonth: 2, left: 2, cost: 10, unit: 'reading' })
    const states = month.days.map(
      ({ period, state, canMakeUp }) => `${period.slice(8)} ${state}${canMakeUp ? '!' : ''}`,
    )
    expect(states).toHaveLength(31)
    expect(states.slice(0, 13)).toEqual([
      '01 before-start',
      '02 before-start',
      '03 before-start',
      '04 missed',
      '05 claimed',
      '06 claimed',
      '07 missed!',
      '08 missed!',
      '09 claimed',
      '10 missed!',
      '11 missed!',
      '12 open',
      '13 ahead',
    ])
    expect(new Set(states.slice(12).map((state) => state.slice(3)))).toEqual(new Set(['ahead']))
    expect((await monthOf(member, '2031-02')).days).toHaveLength(28)
  })

  test.each(['2031-13', '2031-5', '1969-12', '9999-01', 'x', '%00'])(
    'there is no month %s',
    async (month) => {
      const member = await site.member()
      expect((await member.request(`/api/check-ins/me?month=${month}`)).status).toBe(400)
    },
  )

  test('is not shown to strangers', async () => {
    expect((await site.stranger().request('/api/check-ins/me')).status).toBe(401)
  })
})

describe('making a day up', () => {
  test('costs, pays, mends the streak, and is answered again by its key', async () => {
    const member = await memberOf(5, 7)
    const first = await makeUp(member, 6, 'k')
    expect(first).toMatchObject({
      status: 201,
      replayed: null,
      body: { period: '2031-05-06', reward: 25, cost: 10, balance: 65, card: 1, rank: null },
    })
    expect(await makeUp(member, 6, 'k')).toEqual({ ...first, replayed: 'true' })
    const month = await monthOf(member, '2031-05')
    expect(month).toMatchObject({ streak: 3, claims: 3, makeUp: { left: 1 } })
    expect(month.days[5]).toMatchObject({ state: 'made-up', reward: 25, canMakeUp: false })
    const { items } = (await (await member.request('/api/quota/entries')).json()) as {
      readonly items: readonly { kind: string; amount: number; period: string }[]
    }
    expect(items.map(({ kind, amount, period }) => [kind, amount, period])).toEqual([
      ['make-up', 25, '2031-05-06'],
      ['make-up-cost', -10, '2031-05-06'],
      ['reward', 25, '2031-05-07'],
      ['reward', 25, '2031-05-05'],
    ])
    expect(await makeUp(member, 4, 'k')).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    })
  })

  test('is refused by the rule that stands in the way, and nothing moves', async () => {
    const member = await memberOf(10, 11)
    await startClockAt(fromPg(site.pool), noon(12))
    const codes: unknown[] = []
    for (const date of [12, 13, 6, 3, 11, 32]) {
      const { status, body } = await makeUp(member, date)
      codes.push([status, body['code']])
    }
    expect(codes).toEqual([
      [422, 'not-over'],
      [422, 'not-over'],
      [422, 'too-far-back'],
      [422, 'too-far-back'],
      [409, 'already-checked-in'],
      [422, 'no-such-day'],
    ])
    expect(await holds(site.pool, member)).toEqual([50, 0])
  })

  test('two at once with one allowance left: one is made up', async () => {
    const member = await memberOf(5)
    await fill(site.pool, member, 100)
    await startClockAt(fromPg(site.pool), noon(10))
    expect((await makeUp(member, 6)).status).toBe(201)
    const answers = await Promise.all([makeUp(member, 7), makeUp(member, 8)])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body).toMatchObject({ code: 'no-allowance', perMonth: 2, usedThisMonth: 2 })
    expect(await holds(site.pool, member)).toEqual([155, 0])
  })

  test('a card that cannot pay is told what is needed', async () => {
    const member = await memberOf()
    await startClockAt(fromPg(site.pool), noon(6))
    expect(await makeUp(member, 5)).toMatchObject({
      status: 402,
      body: { code: 'insufficient-quota', needed: 10, amount: 0, held: 0, card: 1 },
    })
  })
})

describe('the days of a month, without a server', () => {
  test('a date that the zone skipped is not among them', () => {
    const keys = periodsOf(day({ zone: 'Pacific/Apia' }), '2011-12').map(({ key }) => key)
    expect(keys).toHaveLength(30)
    expect(keys).not.toContain('2011-12-30')
  })

  test('nothing can be made up where the reach is 0', () => {
    const rule = day({ zone: 'UTC' })
    const facts = { rule, now: noon(12), since: noon(1), claims: [], ranked: true, reach: 0 }
    expect(calendar(periodsOf(rule, '2031-05'), facts).filter(({ canMakeUp }) => canMakeUp)).toEqual([])
  })
})
