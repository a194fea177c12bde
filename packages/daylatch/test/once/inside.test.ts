import { waitUntilBlocked } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { ClosedCache } from '../../src/once/closed-cache.ts'
import { DatabaseClock } from '../../src/once/database-clock.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'

const nothing = { latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 }
const oneClaim = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

describe('a claim inside a transaction of the caller’s', () => {
  test('commits with what the caller writes', async () => {
    const { pool } = await freshDatabase()
    await pool.query('create table diary (line text)')
    const own = await openTransaction(pool)
    const { status, claim } = await checkInOnce().claim(own.db, 'ada')
    await own.client.query(`insert into diary values ('checked in')`)
    expect([status, claim.streak, claim.rank, claim.reward?.balance]).toEqual(['claimed', 1, null, 25])
    expect(await tally(pool)).toEqual(nothing)
    await own.end('commit')
    expect(await tally(pool)).toEqual(oneClaim)
    expect((await pool.query('select from diary')).rowCount).toBe(1)
  })

  test('is gone when the caller rolls back, and the slot is free', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool)
    expect((await checkIn.claim(own.db, 'ada')).status).toBe('claimed')
    await own.end('rollback')
    expect(await tally(pool)).toEqual(nothing)
    expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
  })

  test('loses to a committed claim, gets its record, and the transaction goes on', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const first = await checkIn.claim(db, 'ada')
    const own = await openTransaction(pool)
    expect(await checkIn.claim(own.db, 'ada')).toEqual({ ...first, status: 'already' })
    await own.client.query('create table diary ()')
    await own.end('commit')
    expect(await tally(pool)).toEqual(oneClaim)
  })

  test('finds itself on a second call of the same transaction', async () => {
    const { pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool)
    const first = await checkIn.claim(own.db, 'ada')
    expect(await checkIn.claim(own.db, 'ada')).toEqual({ ...first, status: 'already' })
    await own.end('commit')
    expect(await tally(pool)).toEqual(oneClaim)
  })

  test('pays the account that was named', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    const { claim } = await checkInOnce().claim(own.db, 'ada', { account: 'card-2' })
    await own.end('commit')
    expect(claim.reward?.account).toBe('card-2')
  })

  test('of an action without a reward writes no money', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    const { claim } = await checkInOnce({ reward: null, rank: false }).claim(own.db, 'ada')
    await own.end('commit')
    expect(claim.reward).toBe(null)
    expect(await tally(pool)).toEqual({ ...nothing, latches: 1, claims: 1 })
  })

  test('needs a transaction that has begun', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    await own.client.query('rollback')
    await expect(checkInOnce().claim(own.db, 'ada')).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await own.end('rollback')
    expect(await tally(pool)).toEqual(nothing)
  })
})

describe('a rival of a claim that is not committed yet', () => {
  test.each([
    ['commit', 'already'],
    ['rollback', 'claimed'],
  ] as const)('waits for the caller’s %s, and is then told %s', async (end, verdict) => {
    const { pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool)
    const first = await checkIn.claim(own.db, 'ada')
    const rival = await openTransaction(pool)
    const second = checkIn.claim(rival.db, 'ada')
    await waitUntilBlocked(pool, rival.pid)
    await own.end(end)
    const { status, claim } = await second
    await rival.end('commit')
    expect([status, claim.id === first.claim.id]).toEqual([verdict, verdict === 'already'])
    expect(await tally(pool)).toEqual(oneClaim)
  })

  test('from a pool, waits too, and what it is told is remembered only after the commit', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool)
    const first = await checkIn.claim(own.db, 'ada')
    // The claim that is in the way goes by the same definition of the action, and so by the same memory.
    const waiting = checkIn.claim(db, 'ada')
    expect(await checkIn.claim(own.db, 'ada')).toEqual({ ...first, status: 'already' })
    await own.end('rollback')
    expect((await waiting).status).toBe('claimed')
    expect((await checkIn.claim(db, 'ada')).status).toBe('already')
    expect(await tally(pool)).toEqual(oneClaim)
  })

  test('its twin, a memory that learns before the commit, tells of a claim that nobody has', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    const { claim } = await checkInOnce().claim(own.db, 'ada')
    const clock = new DatabaseClock()
    clock.observe(claim.claimedAt.getTime(), performance.now())
    const memory = new ClosedCache(clock, 10)
    memory.remember(claim)
    await own.end('rollback')
    expect([memory.find('ada'), (await tally(pool)).claims]).toEqual([claim, 0])
  })

  test('that waits in vain is told so, and its own transaction goes on', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    await checkInOnce().claim(own.db, 'ada')
    const rival = await openTransaction(pool)
    await rival.client.query(`set local lock_timeout = '7s'`)
    expect(await outcomeOf(checkInOnce({ lockTimeoutMs: 20 }).claim(rival.db, 'ada'))).toBe('LOCK_TIMEOUT')
    expect(await rival.setting('lock_timeout')).toBe('7s')
    await rival.client.query('create table diary ()')
    await rival.end('commit')
    await own.end('commit')
    expect(await tally(pool)).toEqual(oneClaim)
  })
})

test('the caller’s lock_timeout is what it was, after a win and after a loss', async () => {
  const { pool } = await freshDatabase()
  const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
  const own = await openTransaction(pool)
  await own.client.query(`set local lock_timeout = '7s'`)
  const seen: string[] = []
  for (let n = 0; n < 2; n += 1) {
    seen.push((await checkIn.claim(own.db, 'ada')).status, await own.setting('lock_timeout'))
  }
  await own.end('commit')
  expect(seen).toEqual(['claimed', '7s', 'already', '7s'])
})

describe('isolation', () => {
  test('REPEATABLE READ is refused: it would decide by an old snapshot', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool, 'repeatable read')
    expect(await outcomeOf(checkInOnce().claim(own.db, 'ada'))).toBe('UNSAFE_ISOLATION')
    await own.client.query('create table diary ()')
    await own.end('commit')
    expect(await tally(pool)).toEqual(nothing)
  })

  test('SERIALIZABLE claims, and is undone where a rival committed after its snapshot', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool, 'serializable')
    expect((await checkIn.claim(own.db, 'bo')).status).toBe('claimed')
    await checkIn.claim(db, 'ada')
    expect(await outcomeOf(checkIn.claim(own.db, 'ada'))).toBe('SERIALIZATION')
    await own.end('rollback')
    expect(await tally(pool)).toEqual(oneClaim)
  })
})

describe('the period', () => {
  test('is picked by the database’s clock, not by the time at BEGIN', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, new Date(nextReset.getTime() - 1))
    const own = await openTransaction(pool)
    await freezeClock(db, nextReset)
    const { claim } = await checkInOnce().claim(own.db, 'ada')
    await own.end('commit')
    expect([claim.period, claim.claimedAt]).toEqual(['2026-11-23', nextReset])
  })

  test('that was the winner’s and ends while the claim waits, is followed by one more try', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ cacheSize: 0, lockTimeoutMs: 60_000 })
    await freezeClock(db, morning)
    await checkIn.claim(db, 'ada')
    const own = await openTransaction(pool)
    const remove = setPausePoint('after-latch', async () => {
      remove()
      await freezeClock(db, nextReset)
    })
    const { status, claim } = await checkIn.claim(own.db, 'ada')
    await own.end('commit')
    expect([status, claim.period, claim.streak]).toEqual(['claimed', '2026-11-23', 2])
  })

  test.each([-400, 400])('is the database’s for a process whose clock is %i days off', async (days) => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, new Date(Date.now() + days * 86_400_000))
    const own = await openTransaction(pool)
    const { status, claim } = await checkInOnce().claim(own.db, 'ada')
    await own.end('commit')
    expect([status, claim.startsAt <= claim.claimedAt, claim.claimedAt < claim.endsAt]).toEqual([
      'claimed',
      true,
      true,
    ])
  })
})

test('the unique index keeps a period from being claimed twice when the latch is gone', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0, lockTimeoutMs: 60_000 })
  const first = await checkIn.claim(db, 'ada')
  await pool.query('delete from daylatch.latch')
  const own = await openTransaction(pool)
  expect(await checkIn.claim(own.db, 'ada')).toEqual({ ...first, status: 'already' })
  await own.client.query('create table diary ()')
  await own.end('commit')
  expect(await tally(pool)).toEqual({ ...oneClaim, latches: 0 })
})

describe('the counter of ranks', () => {
  test('is left alone: others are claimed and ranked while the caller takes his time', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ lockTimeoutMs: 60_000 })
    const own = await openTransaction(pool)
    await checkIn.claim(own.db, 'ada')
    const ranks = [(await checkIn.claim(db, 'bo')).claim.rank, (await checkIn.claim(db, 'cy')).claim.rank]
    await own.end('commit')
    expect(ranks).toEqual([1, 2])
  })

  test('its twin, taken inside the caller’s transaction, makes everybody wait for him', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool)
    const countUp = `insert into daylatch.period_counter as n values ('check-in', '2026-11-22', 1)
      on conflict (action, period) do update set claims = n.claims + 1`
    await own.client.query(countUp)
    const other = await openTransaction(pool)
    const waiting = other.client.query(countUp)
    await waitUntilBlocked(pool, other.pid)
    await own.end('commit')
    await waiting
    await other.end('commit')
  })
})
