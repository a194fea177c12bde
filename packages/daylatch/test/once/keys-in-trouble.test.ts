import { waitFor } from '@daylatch/test-kit'
import type { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { storedKeys } from '../support/keys.ts'
import { tally } from '../support/tally.ts'

const onePayment = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

async function waitUntilSomebodyIsBlocked(pool: Pool): Promise<void> {
  await waitFor('a session to wait for a lock', async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rowCount === 1
  })
}

/** Runs `meanwhile` while the first claim that reaches `point` stands there. */
function onceAt(point: 'after-latch' | 'before-commit', meanwhile: () => Promise<void>): void {
  const remove = setPausePoint(point, async () => {
    remove()
    await meanwhile()
  })
}

test('two processes with one key: the second waits for the first, and gets its claim as its own', async () => {
  const { db, connect, pool } = await freshDatabase()
  let rival: ReturnType<ReturnType<typeof checkInOnce>['claim']> | undefined
  onceAt('after-latch', async () => {
    rival = checkInOnce().claim(connect(), 'ada', { key: 'k' })
    await waitUntilSomebodyIsBlocked(pool)
  })
  const first = await checkInOnce().claim(db, 'ada', { key: 'k' })
  expect([first.status, first.replayed]).toEqual(['claimed', false])
  expect(await rival).toEqual({ ...first, replayed: true })
  expect(await tally(pool)).toEqual(onePayment)
})

test('a second process that waits with the key across the boundary does not get the next day', async () => {
  const { db, connect, pool } = await freshDatabase()
  await freezeClock(db, morning)
  let rival: ReturnType<ReturnType<typeof checkInOnce>['claim']> | undefined
  onceAt('before-commit', async () => {
    await freezeClock(connect(), nextReset)
    rival = checkInOnce().claim(connect(), 'ada', { key: 'k' })
    await waitUntilSomebodyIsBlocked(pool)
  })
  const first = await checkInOnce().claim(db, 'ada', { key: 'k' })
  expect(await rival).toEqual({ ...first, replayed: true })
  expect(await tally(pool)).toEqual(onePayment)
})

test('the twin, which looks for the key, claims, and records it after the commit, is paid for both days', async () => {
  const { db, connect, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const naive = async (from: typeof db): Promise<void> => {
    const known = await pool.query(`select from daylatch.claim_key where subject = 'ada' and key = 'k'`)
    if (known.rowCount !== 0) return
    const { claim } = await checkInOnce({ cacheSize: 0 }).claim(from, 'ada')
    await pool.query(
      `insert into daylatch.claim_key values ('ada', 'check-in', 'k', '', $1, true, now()) on conflict do nothing`,
      [claim.id],
    )
  }
  let rival: Promise<void> | undefined
  onceAt('before-commit', async () => {
    await freezeClock(connect(), nextReset)
    rival = naive(connect())
    await waitUntilSomebodyIsBlocked(pool)
  })
  await naive(db)
  await rival
  expect((await tally(pool)).paid).toBe(50)
})

test('six requests at once with one key in one process share one claim', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce()
  const results = await Promise.all(
    Array.from({ length: 6 }, async () => await checkIn.claim(db, 'ada', { key: 'k' })),
  )
  expect(results.map(({ status, replayed }) => `${status} ${replayed}`)).toEqual([
    'claimed false',
    ...Array.from({ length: 5 }, () => 'claimed true'),
  ])
  expect(await tally(pool)).toEqual(onePayment)
})

test('requests at once with other keys, other requests and no key get what is theirs, and their keys are kept', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const checkIn = checkInOnce()
  const results = await Promise.allSettled([
    checkIn.claim(db, 'ada', { key: 'k1' }),
    checkIn.claim(db, 'ada', { key: 'k2' }),
    checkIn.claim(db, 'ada'),
    checkIn.claim(db, 'ada', { key: 'k1', request: 'another' }),
    checkIn.claim(db, 'ada', { key: 'k3' }),
  ])
  const outcome = results.map((result) =>
    result.status === 'fulfilled'
      ? `${result.value.status} ${result.value.replayed}`
      : String(result.reason.code),
  )
  expect(outcome).toEqual(['claimed false', 'already false', 'already false', 'KEY_REUSED', 'already false'])
  expect((await storedKeys(pool)).map(({ key, won }) => [key, won])).toEqual([
    ['k1', true],
    ['k2', false],
    ['k3', false],
  ])
  await freezeClock(db, nextReset)
  expect((await checkIn.claim(db, 'ada', { key: 'k3' })).status).toBe('already')
  expect(await tally(pool)).toEqual(onePayment)
})

test('who follows a repeated request of yesterday claims today', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada', { key: 'k' })
  await freezeClock(db, nextReset)
  const [replay, today] = await Promise.all([
    checkIn.claim(db, 'ada', { key: 'k' }),
    checkIn.claim(db, 'ada'),
  ])
  expect([replay.claim.period, today.status, today.claim.period]).toEqual([
    '2026-11-22',
    'claimed',
    '2026-11-23',
  ])
})

test('who follows a mistaken key is not refused with it', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  const { claim } = await checkIn.claim(db, 'ada', { key: 'k', request: 'first' })
  const [mistaken, other] = await Promise.allSettled([
    checkIn.claim(db, 'ada', { key: 'k', request: 'second' }),
    checkIn.claim(db, 'ada'),
  ])
  expect(mistaken).toMatchObject({ status: 'rejected', reason: { code: 'KEY_REUSED' } })
  expect(other).toMatchObject({ status: 'fulfilled', value: { status: 'already', claim } })
})

describe.each([{ pipeline: true }, { pipeline: false }])(
  'an answer to COMMIT that is lost, pipelining $pipeline',
  (mode) => {
    test('leaves the winner with a key a winner, also on the next day', async () => {
      const { url, db, pool, connect } = await freshDatabase()
      await freezeClock(db, morning)
      const proxy = await cuttingProxy(url, 'before its answer comes back')
      const cut = connect({ url: proxy.url, ...mode })
      const first = await checkInOnce().claim(cut, 'ada', { key: 'k' })
      expect([first.status, first.replayed, proxy.cuts()]).toEqual(['claimed', false, 1])
      await freezeClock(db, nextReset)
      const again = await checkInOnce().claim(connect(mode), 'ada', { key: 'k' })
      expect(again).toEqual({ ...first, replayed: true })
      expect(await tally(pool)).toEqual(onePayment)
    })

    test('leaves the loser with a key a loser, also on the next day', async () => {
      const { url, db, pool, connect } = await freshDatabase()
      await freezeClock(db, morning)
      const { claim } = await checkInOnce().claim(db, 'ada')
      const proxy = await cuttingProxy(url, 'before its answer comes back')
      const lost = await checkInOnce().claim(connect({ url: proxy.url, ...mode }), 'ada', { key: 'k' })
      expect([lost.status, lost.claim, proxy.cuts()]).toEqual(['already', claim, 1])
      await freezeClock(db, nextReset)
      expect((await checkInOnce().claim(connect(mode), 'ada', { key: 'k' })).claim).toEqual(claim)
      expect(await tally(pool)).toEqual(onePayment)
    })
  },
)

test('a claim that is undone takes its key with it', async () => {
  const { db, pool } = await freshDatabase()
  await pool.query('alter table daylatch.entry add constraint none check (amount < 0) not valid')
  const claim = checkInOnce().claim(db, 'ada', { key: 'k' })
  await expect(claim).rejects.toMatchObject({ code: 'DATABASE', cause: { code: '23514' } })
  expect(await storedKeys(pool)).toEqual([])
  await pool.query('alter table daylatch.entry drop constraint none')
  expect((await checkInOnce().claim(db, 'ada', { key: 'k' })).replayed).toBe(false)
})

test('a loss that only the unique index knows of is kept under its key too', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const { claim } = await checkInOnce().claim(db, 'ada')
  await pool.query('delete from daylatch.latch')
  const lost = await checkInOnce().claim(db, 'ada', { key: 'k' })
  expect([lost.status, lost.claim]).toEqual(['already', claim])
  await freezeClock(db, nextReset)
  expect(await checkInOnce().claim(db, 'ada', { key: 'k' })).toEqual({ ...lost, replayed: true })
})

test('a key whose claim is gone is a contradiction, and nothing is paid', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  await checkInOnce().claim(db, 'ada', { key: 'k' })
  await freezeClock(db, nextReset)
  await pool.query('delete from daylatch.claim')
  await expect(checkInOnce().claim(db, 'ada', { key: 'k' })).rejects.toMatchObject({ code: 'INCONSISTENT' })
  expect((await tally(pool)).paid).toBe(25)
})
