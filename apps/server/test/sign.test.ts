import type { TestDatabase } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frozenDatabase } from './support/frozen-database.ts'
import { startSite, type TestSite } from './support/start-site.ts'

let database: TestDatabase
let site: TestSite

beforeAll(async () => {
  // Ten in the morning in Shanghai: the next slot opens tomorrow.
  database = await frozenDatabase(new Date('2026-11-22T10:00:00+08:00'))
  site = await startSite({ workers: 4, database })
})

afterAll(async () => {
  await site.stop()
  await database.drop()
})

const SUCCESS = { status: 1, message: '签到成功,获得25阅读额度!' }
const TOMORROW = { status: 0, message: '今日已签到,请明天8点再来签到!' }

describe('POST /api/sign, to the letter', () => {
  test('six at once with one cookie against four processes: one success, five refusals', async () => {
    const member = await site.member()
    const responses = await Promise.all(Array.from({ length: 6 }, async () => await member.sign()))
    const answers = await Promise.all(
      responses.map(async (response) => (await response.json()) as typeof SUCCESS),
    )
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(answers.sort((a, b) => b.status - a.status)).toEqual([
      SUCCESS,
      TOMORROW,
      TOMORROW,
      TOMORROW,
      TOMORROW,
      TOMORROW,
    ])
    expect(await member.quota()).toBe(25)
  })

  test.each([
    ['a form', { body: new URLSearchParams({ card_id: '1' }) }],
    ['a form with a field that it does not know', { body: new URLSearchParams({ card_id: '1', x: 'y' }) }],
    ['JSON with a number', { body: '{"card_id":1}', headers: { 'content-type': 'application/json' } }],
    ['JSON with a text', { body: '{"card_id":"1"}', headers: { 'content-type': 'application/json' } }],
    ['JSON without a card', { body: '{}', headers: { 'content-type': 'application/json' } }],
    ['no body', {}],
  ] as const)('takes %s', async (_what, init) => {
    const member = await site.member()
    const response = await member.request('/api/sign', { method: 'POST', ...init })
    expect([response.status, await response.json()]).toEqual([200, SUCCESS])
  })

  test.each([
    ['0', 400],
    ['-1', 400],
    ['1.5', 400],
    ['x', 400],
    ['', 400],
    ['2', 404],
    ['99999999999', 400],
  ])('card %j is answered with %i, status 0 and a message', async (card, status) => {
    const member = await site.member()
    const response = await member.request('/api/sign', {
      method: 'POST',
      body: new URLSearchParams({ card_id: card }),
    })
    expect(response.status).toBe(status)
    const message = status === 404 ? '阅读卡不存在!' : '请求参数有误!'
    expect(await response.json()).toMatchObject({ status: 0, message })
    expect(await member.quota()).toBe(0)
  })

  test('without a session: 401, status 0 and a message', async () => {
    const response = await site.stranger().sign()
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ status: 0, message: '请先登录!', code: 'not-signed-in' })
  })

  test.each([
    ['en', 'Checked in: 25 reading quota added.'],
    ['en-GB,en;q=0.9', 'Checked in: 25 reading quota added.'],
    ['zh;q=0.4, en;q=0.5', 'Checked in: 25 reading quota added.'],
    ['zh-CN,zh;q=0.9,en;q=0.8', SUCCESS.message],
    ['*', SUCCESS.message],
    ['fr', SUCCESS.message],
    ['en;q=0', SUCCESS.message],
    [';;;,,,q=', SUCCESS.message],
  ])('Accept-Language %j', async (header, message) => {
    const member = await site.member()
    const response = await member.sign({ 'accept-language': header })
    expect(await response.json()).toEqual({ status: 1, message })
  })
})
