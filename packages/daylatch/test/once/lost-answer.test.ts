import { describe, expect, test } from 'vitest'
import { withSession } from '../../src/drivers/database.ts'
import { checkInOnce } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

const onePayment = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

describe.each([{ pipeline: true }, { pipeline: false }])(
  'a connection cut at COMMIT, pipelining $pipeline',
  (mode) => {
    test('after the server has committed: the winner stays the winner', async () => {
      const { url, pool, connect } = await freshDatabase()
      const proxy = await cuttingProxy(url, 'before its answer comes back')
      const result = await checkInOnce().claim(connect({ url: proxy.url, ...mode }), 'ada')
      expect([result.status, proxy.cuts()]).toEqual(['claimed', 1])
      expect(await tally(pool)).toEqual(onePayment)
    })

    test('before the server gets it: claimed at the next attempt, once', async () => {
      const { url, pool, connect } = await freshDatabase()
      const proxy = await cuttingProxy(url, 'before the server gets it')
      const result = await checkInOnce().claim(connect({ url: proxy.url, ...mode }), 'ada')
      expect([result.status, proxy.cuts()]).toEqual(['claimed', 1])
      expect(await tally(pool)).toEqual(onePayment)
    })
  },
)

test('a whole batch whose answer is lost keeps all its winners', async () => {
  const { url, pool, connect } = await freshDatabase()
  const proxy = await cuttingProxy(url, 'before its answer comes back')
  const db = connect({ url: proxy.url })
  const checkIn = checkInOnce()
  const results = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => await checkIn.claim(db, `member-${n}`)),
  )
  expect(results.filter((result) => result.status === 'claimed').length).toBe(30)
  expect(await tally(pool)).toEqual({
    latches: 30,
    claims: 30,
    entries: 30,
    paid: 750,
    balances: 750,
    broken: 0,
  })
})

test('the twin, which takes a lost answer for a failure and asks anew, turns the winner into a loser', async () => {
  const { url, pool, connect } = await freshDatabase()
  const proxy = await cuttingProxy(url, 'before its answer comes back')
  const db = connect({ url: proxy.url })
  const naiveClaim = async (): Promise<boolean> =>
    await withSession(db, async (session) => {
      await session.query({ text: 'begin' })
      const { rows } = await session.query({
        text: `insert into daylatch.period_counter values ('ada', '2026-11-22', 1) on conflict do nothing returning 1 as won`,
      })
      await session.query({ text: 'commit' })
      return rows.length === 1
    })
  await expect(naiveClaim()).rejects.toThrow('Connection terminated unexpectedly')
  expect(await naiveClaim()).toBe(false)
  expect((await pool.query('select from daylatch.period_counter')).rowCount).toBe(1)
})

test('a database that stays away is reported after the patience has run out', async () => {
  const { connect, url } = await freshDatabase()
  const db = connect({ url: url.replace(/host=[^&]*/, 'host=%2Fnowhere') })
  const claim = checkInOnce({ patienceMs: 0 }).claim(db, 'ada')
  await expect(claim).rejects.toMatchObject({ code: 'CONNECTION_LOST', retryable: true })
})
