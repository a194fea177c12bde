import { describe, expect, test } from 'vitest'
import { balances, listClaims } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

test('a claim pays, and tells when the next slot opens', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  const { claim, ...verdict } = await checkInOnce().claim(db, 'ada', { account: '1' })
  expect({ ...verdict, ...claim, id: '' }).toEqual({
    status: 'claimed',
    replayed: false,
    opensAt: nextReset,
    id: '',
    subject: 'ada',
    action: 'check-in',
    kind: 'ordinary',
    period: '2026-11-22',
    startsAt: new Date('2026-11-22T00:00:00Z'),
    endsAt: nextReset,
    claimedAt: morning,
    releasedAt: null,
    effectId: null,
    zone: 'Asia/Shanghai',
    reward: { amount: 25, bonus: 0, unit: 'reading', account: '1', balance: 25 },
    streak: 1,
    rank: 1,
  })
  expect(await balances(db, 'ada')).toEqual([
    { unit: 'reading', account: '1', amount: 25, held: 0, version: 1 },
  ])
})

test('the loser gets the record of the winner', async () => {
  const { db, connect } = await freshDatabase()
  const first = await checkInOnce().claim(db, 'ada', { account: '1' })
  const second = await checkInOnce().claim(connect(), 'ada', { account: '2' })
  expect(second).toEqual({ ...first, status: 'already' })
})

describe.each([{ pipeline: true }, { pipeline: false }])(
  'over connections with $pipeline for pipelining',
  (mode) => {
    test('six claims at once from four processes pay once', async () => {
      const { connect, pool } = await freshDatabase()
      const processes = Array.from({ length: 4 }, () => ({
        checkIn: checkInOnce({ cacheSize: 0 }),
        db: connect(mode),
      }))
      const results = await Promise.all(
        Array.from({ length: 6 }, async (_, index) => {
          const one = processes[index % 4]
          if (one === undefined) throw new Error('Expected a process')
          return await one.checkIn.claim(one.db, 'ada')
        }),
      )
      const claimed = results.filter((result) => result.status === 'claimed')
      expect(claimed.length).toBe(1)
      expect(new Set(results.map((result) => result.claim.id)).size).toBe(1)
      expect(await tally(pool)).toEqual({
        latches: 1,
        claims: 1,
        entries: 1,
        paid: 25,
        balances: 25,
        broken: 0,
      })
    })

    test('members do not stand in one another’s way, and ranks follow the commits', async () => {
      const { connect, pool, db } = await freshDatabase()
      const checkIn = checkInOnce({ maxBatch: 16 })
      const sites = [connect(mode), connect(mode)]
      const results = await Promise.all(
        Array.from(
          { length: 400 },
          async (_, n) => await checkIn.claim(sites[n % 2] ?? db, `member-${n >> 1}`),
        ),
      )
      expect(results.filter((result) => result.status === 'claimed').length).toBe(200)
      expect(await tally(pool)).toEqual({
        latches: 200,
        claims: 200,
        entries: 200,
        paid: 5000,
        balances: 5000,
        broken: 0,
      })
      const period = results[0]?.claim.period ?? ''
      const ranks = (await listClaims(db, { action: 'check-in', period, limit: 1000 })).map(
        (claim) => claim.rank,
      )
      expect(ranks).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
    })
  },
)

test('adjoining days make a streak, and a missed day begins a new one', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  const streaks: number[] = []
  for (const date of ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-24']) {
    await freezeClock(db, new Date(`${date}T02:00:00Z`))
    streaks.push((await checkIn.claim(db, 'ada')).claim.streak)
  }
  expect(streaks).toEqual([1, 2, 3, 1])
})

test('an action without reward and rank writes no money and counts nothing', async () => {
  const { db, pool } = await freshDatabase()
  const { claim } = await checkInOnce({ reward: null, rank: false }).claim(db, 'ada')
  expect([claim.reward, claim.rank]).toEqual([null, null])
  expect(await tally(pool)).toEqual({ latches: 1, claims: 1, entries: 0, paid: 0, balances: 0, broken: 0 })
})
