import { type TestDatabase, waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frozenDatabase } from '../support/frozen-database.ts'
import { startSite, type TestSite } from '../support/start-site.ts'
import { countByStatus, readAnswer } from './support/answers.ts'
import { audit, soundAudit } from './support/audit.ts'
import { startNaiveSite } from './support/naive-site.ts'
import { answeringProcesses } from './support/processes.ts'

const six = [1, 2, 3, 4, 5, 6]

describe('six POSTs in one moment, with one cookie, at four server processes', () => {
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

  test('pay once, and five of them get the record of the one that won', async () => {
    const member = await site.member()

    const answers = await Promise.all(six.map(async () => readAnswer(await member.checkIn())))

    expect(countByStatus(answers)).toEqual({ 201: 1, 409: 5 })
    const winner = answers.find(({ status }) => status === 201)
    expect(winner?.checkIn).toEqual({
      period: '2026-11-22',
      claimedAt: '2026-11-22T02:00:00.000Z',
      reward: 25,
      unit: 'reading',
      card: 1,
      balance: 25,
      streak: 1,
      rank: 1,
      resetsAt: '2026-11-23T00:00:00.000Z',
    })
    for (const { checkIn } of answers) expect(checkIn).toEqual(winner?.checkIn)
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([undefined, 'already-checked-in']))
    expect(await member.quota()).toBe(25)
    expect(await audit(site.pool)).toEqual(soundAudit(1))
    await waitFor('all four to have answered', () => answeringProcesses(site, '/api/check-ins').size === 4)
  })

  test('at story 1’s own endpoint: one success, five refusals, to the letter', async () => {
    const member = await site.member()

    const answers = await Promise.all(six.map(async () => (await member.sign()).text()))

    expect(answers.sort()).toEqual([
      ...Array.from({ length: 5 }, () => '{"status":0,"message":"今日已签到,请明天8点再来签到!"}'),
      '{"status":1,"message":"签到成功,获得25阅读额度!"}',
    ])
    expect(await member.quota()).toBe(25)
    expect(await audit(site.pool)).toEqual(soundAudit(2))
  })
})

const mostRounds = 60

test('the twin, which looks and then inserts in one transaction, pays one member more than once', async () => {
  const site = await startNaiveSite()
  try {
    let round = await site.signAtOnce(six.length)
    for (let rounds = 1; round.successes === 1 && rounds < mostRounds; rounds += 1) {
      round = await site.signAtOnce(six.length)
    }

    expect(round.successes).toBeGreaterThan(1)
    // As many as there are processes at most: the next request of a process finds the flag set.
    expect(round.successes).toBeLessThanOrEqual(4)
    expect(round).toEqual({
      successes: round.successes,
      checkIns: round.successes,
      quota: 25 * round.successes,
    })
  } finally {
    await site.stop()
  }
})
