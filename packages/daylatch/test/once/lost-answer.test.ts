import { waitFor } from '@daylatch/test-kit'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { useSession, withSession } from '../../src/drivers/database.ts'
import { DaylatchError } from '../../src/index.ts'
import { ClaimRequest } from '../../src/once/claim-request.ts'
import { checkInOnce } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally, transactions } from '../support/tally.ts'

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
  // The first request goes alone; meanwhile the other 29 gather.
  const proxy = await cuttingProxy(url, 'before its answer comes back', 1)
  const db = connect({ url: proxy.url })
  const checkIn = checkInOnce()
  const results = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => await checkIn.claim(db, `member-${n}`)),
  )
  expect(results.filter((result) => result.status === 'claimed').length).toBe(30)
  expect([proxy.cuts(), await transactions(pool)]).toEqual([1, [1, 29]])
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

describe.each([{ pipeline: true }, { pipeline: false }])(
  'an answer that never comes, pipelining $pipeline',
  (mode) => {
    test('is given up: the call fails and the connection is gone from the pool', async () => {
      const { url, connect } = await freshDatabase()
      const proxy = await cuttingProxy(url, 'its answer never comes')
      const db = connect({ url: proxy.url, ...mode })
      const waiting = useSession(
        await db.connect(),
        async (session) => await session.query({ text: 'commit' }),
        50,
      )
      await expect(waiting).rejects.toThrow('The database did not answer in time')
      const pool = db.source as pg.Pool
      await waitFor('the pool to let go of the connection', async () => pool.totalCount === 0)
    })
  },
)

test('a claim whose answer never comes is looked up, and the next ones go on', async () => {
  const { url, pool, connect } = await freshDatabase()
  const proxy = await cuttingProxy(url, 'its answer never comes')
  const db = connect({ url: proxy.url })
  const checkIn = checkInOnce()
  const results = await Promise.all(['ada', 'bo'].map(async (subject) => await checkIn.claim(db, subject)))
  expect([results.map((result) => result.status), proxy.cuts()]).toEqual([['claimed', 'claimed'], 1])
  expect((await tally(pool)).claims).toBe(2)
})

test('every one of two thousand callers gets an answer while the database is away', async () => {
  const { connect, url } = await freshDatabase()
  const db = connect({ url: url.replace(/host=[^&]*/, 'host=%2Fnowhere') })
  const checkIn = checkInOnce({ patienceMs: 200 })
  const claims = Array.from({ length: 2000 }, async (_, n) => await checkIn.claim(db, `member-${n}`))
  const codes = (await Promise.allSettled(claims)).map((result) =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : result.value.status,
  )
  expect(codes).toEqual(codes.map(() => 'CONNECTION_LOST'))
})

test('while an attempt may still be committed, nobody is told that nothing was written', async () => {
  const request = new ClaimRequest({ subject: 'ada', account: 'main' }, 0)
  request.uncertain = true
  request.fail(new DaylatchError('LOCK_TIMEOUT', 'Another transaction held the row for too long.'))
  await expect(request.verdict).rejects.toMatchObject({
    code: 'CONNECTION_LOST',
    cause: { code: 'LOCK_TIMEOUT' },
  })
})
