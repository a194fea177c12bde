import type { TestDatabase } from '@daylatch/test-kit'
import { correct, day, fromPg, once } from 'daylatch'
import { freezeClock } from 'daylatch/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migratedDatabase } from '../support/migrated-database.ts'
import { daylatch, type Ran } from '../support/run-command.ts'

let database: TestDatabase

const inZone = (zone: string) =>
  once('check-in', {
    per: day({ zone, resetAt: '08:00' }),
    reward: { amount: 25, unit: 'reading' },
    rank: true,
    cacheSize: 0,
  })

beforeAll(async () => {
  database = await migratedDatabase()
  const db = fromPg(database.pool)
  await database.pool.query(
    `insert into site.member (id, name, email, role, banned_at) values
       ('ada', 'Ada', 'ada@example.com', 'member', null), ('boss', 'The Boss', 'boss@example.com', 'admin', null),
       ('eve', 'Eve', 'eve@example.com', 'member', '2026-11-20T00:00:00Z')`,
  )
  await freezeClock(db, new Date('2026-11-18T02:00:00Z'))
  await inZone('America/New_York').claim(db, 'ada', { account: '1' })
  await freezeClock(db, new Date('2026-11-21T07:59:59+08:00'))
  await inZone('Asia/Shanghai').claim(db, 'ada', { account: '2', key: 'phone-1' })
  const correction = { amount: -5, reason: 'paid by mistake', actor: 'boss', unit: 'reading', account: '2' }
  await correct(db, 'ada', correction)
  await freezeClock(db, new Date('2026-11-22T10:00:00+08:00'))
  await inZone('Asia/Shanghai').claim(db, 'ada', { account: '1' })
})

afterAll(async () => {
  await database.drop()
})

async function explain(...words: readonly string[]): Promise<Ran> {
  return await daylatch(['explain', ...words], { databaseUrl: database.url })
}

describe('the operator can answer', () => {
  let answer: Ran

  beforeAll(async () => {
    answer = await explain('ada@example.com', 'check-in')
  })

  test.each([
    ['who is meant', 'Ada <ada@example.com>, member, member ada since'],
    [
      'what time it is by the clock that counts',
      "The database's clock says 2026-11-22 10:00:00 (Asia/Shanghai)",
    ],
    ['why a check-in is refused now', 'CLOSED. It is 2026-11-22 10:00:00: the day 2026-11-22 runs'],
    ['by which claim', 'It was claimed at 2026-11-22 10:00:00'],
    ['when the next slot opens', 'The next slot opens at 2026-11-23 08:00:00 (Asia/Shanghai).'],
    ['which days nobody claimed', 'Nobody claimed 2026-11-21, 2026-11-19'],
    ['that 07:59 was yesterday’s day', 'at 07:59 on 2026-11-21 the day 2026-11-20 ran'],
    ['which card was paid', 'paid 25 reading to card 2, which then held 25 (entry 1)'],
    ['that a key was used before', 'The request with the key "phone-1" made the claim of 2026-11-20.'],
    ['who corrected what and why', '−5 = 20  corrected by The Boss because: paid by mistake'],
    ['that the zone was another one then', 'another zone then: America/New_York; now Asia/Shanghai'],
    ['what the account holds', 'Card 2 holds 20 reading. Entries: 2'],
  ])('%s', (_what, sentence) => {
    expect(answer.stdout).toContain(sentence)
    expect([answer.code, answer.stderr]).toEqual([0, ''])
  })
})

test('the same facts as JSON', async () => {
  const { code, stdout } = await explain('ada', '--json', '--recent', '1')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    subject: 'ada',
    member: { email: 'ada@example.com', bannedAt: null },
    at: '2026-11-22T02:00:00.000Z',
    actions: [
      {
        action: 'check-in',
        verdict: {
          state: 'closed',
          why: 'claimed',
          period: '2026-11-22',
          opensAt: '2026-11-23T00:00:00.000Z',
        },
        claimed: 3,
        claims: [{ period: '2026-11-22', reward: { account: '1', amount: 25, balance: 50 } }],
      },
    ],
    keys: [{ action: 'check-in', key: 'phone-1', won: true }],
  })
})

test('a ban is said first: requests do not even come to a claim', async () => {
  const { code, stdout } = await explain('EVE@example.com')
  expect(code).toBe(0)
  expect(stdout).toContain(
    'BANNED since 2026-11-20 08:00:00: every request is refused before it comes to a claim.',
  )
  expect(stdout).toContain('It was never claimed. A claim made now is let in.')
})

test('somebody who is not known is exit code 1, a word too few or a wrong one 64', async () => {
  const unknown = await explain('nobody@example.com')
  expect([unknown.code, unknown.stdout]).toEqual([1, ''])
  expect(unknown.stderr).toContain('is called "nobody@example.com"')
  expect((await explain()).code).toBe(64)
  expect((await explain('ada', 'check-out')).stderr).toContain('No action "check-out" is configured')
})
