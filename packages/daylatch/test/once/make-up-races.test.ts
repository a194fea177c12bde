import { waitUntilBlocked } from '@daylatch/test-kit'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { grant, periodAt, spend } from '../../src/index.ts'
import { checkMakeUp } from '../../src/once/make-up-plan.ts'
import { refusalByTime } from '../../src/once/make-up-rules.ts'
import { findFacts, lockLatch, readClock, recordMakeUp } from '../../src/once/make-up-statements.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning, nextReset } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { checkInWithMakeUp, claimDays, latchOf, morningOf, verdictOf } from '../support/make-up.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'

const lastMillisecond = new Date(nextReset.getTime() - 1)

async function lock(client: pg.PoolClient): Promise<unknown> {
  return await client.query(lockLatch.text, ['check-in', 'ada', crypto.randomUUID(), 'main'])
}

describe('with one allowance left', () => {
  test('exactly one of six make-ups at once goes through, also for a subject without a latch', async () => {
    const { db, connect, pool } = await freshDatabase()
    await freezeClock(db, morning)
    const checkIn = checkInWithMakeUp({ perMonth: 1 })
    const made = await Promise.all(
      [16, 17, 18, 19, 20, 21].map(
        async (n) => await checkIn.makeUp(n % 2 === 0 ? db : connect(), 'ada', `2026-11-${n}`),
      ),
    )
    expect(made.map(verdictOf).toSorted()).toEqual(['made-up', ...Array<string>(5).fill('no-allowance')])
    expect(await tally(pool)).toEqual({
      latches: 1,
      claims: 1,
      entries: 1,
      paid: 25,
      balances: 25,
      broken: 0,
    })
  })

  test.each([
    ['commit', 'no-allowance'],
    ['rollback', 'made-up'],
  ] as const)('a second one waits for the first, and after its %s: %s', async (end, verdict) => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    const checkIn = checkInWithMakeUp({ perMonth: 1 })
    const [first, second] = [await openTransaction(pool), await openTransaction(pool)]
    expect(verdictOf(await checkIn.makeUp(first.db, 'ada', '2026-11-20'))).toBe('made-up')
    const waiting = checkIn.makeUp(second.db, 'ada', '2026-11-21')
    await waitUntilBlocked(pool, second.pid)
    await first.end(end)
    expect(verdictOf(await waiting)).toBe(verdict)
    await second.end('commit')
    expect((await tally(pool)).claims).toBe(1)
  })

  /** What a make-up asks about the 20th or 21st, and what it writes: its own statements, one by one. */
  const used = async (client: pg.PoolClient): Promise<unknown> => {
    const bounds = ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z']
    const month = ['2026-10-31T16:00:00Z', '2026-11-30T16:00:00Z']
    const { rows } = await client.query<{ used: string }>(findFacts.text, [
      'check-in',
      'ada',
      '-',
      ...bounds,
      ...month,
    ])
    return rows[0]?.used
  }
  const write = async (client: pg.PoolClient, n: number): Promise<unknown> =>
    await client.query(recordMakeUp.text, [
      'check-in',
      'ada',
      crypto.randomUUID(),
      `2026-11-${n}`,
      `2026-11-${n}T00:00:00Z`,
      `2026-11-${n + 1}T00:00:00Z`,
      'Asia/Shanghai',
      morning,
      'main',
      null,
      null,
      null,
      null,
    ])

  test('the twin without the latch’s lock lets two through', async () => {
    const { pool } = await freshDatabase()
    const [first, second] = [await openTransaction(pool), await openTransaction(pool)]
    expect([await used(first.client), await used(second.client)]).toEqual(['0', '0'])
    await write(first.client, 20)
    await write(second.client, 21)
    await first.end('commit')
    await second.end('commit')
    expect((await tally(pool)).claims).toBe(2)
  })

  test('the twin that counts before it has the lock lets two through', async () => {
    const { pool } = await freshDatabase()
    const [first, second] = [await openTransaction(pool), await openTransaction(pool)]
    await lock(first.client)
    expect([await used(first.client), await used(second.client)]).toEqual(['0', '0'])
    const waiting = lock(second.client)
    await waitUntilBlocked(pool, second.pid)
    await write(first.client, 20)
    await first.end('commit')
    await waiting
    await write(second.client, 21)
    await second.end('commit')
    expect((await tally(pool)).claims).toBe(2)
  })
})

describe('beside a batch of claims', () => {
  test('a claim of today waits for a make-up of the same member, and nobody else does', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    const checkIn = checkInWithMakeUp()
    const own = await openTransaction(pool)
    await checkIn.makeUp(own.db, 'ada', '2026-11-21')
    const waiting = checkIn.claim(db, 'ada')
    const others = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => (await checkIn.claim(db, `member-${n}`)).status),
    )
    expect(others).toEqual(others.map(() => 'claimed'))
    await own.end('commit')
    const { status, claim } = await waiting
    expect([status, claim.period, claim.streak]).toEqual(['claimed', '2026-11-22', 2])
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-22', streak: 2, claims: '2' })
  })

  test('a make-up waits for the claim of today, and mends its streak', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-20')
    await freezeClock(db, morning)
    const own = await openTransaction(pool)
    await checkIn.claim(own.db, 'ada')
    const waiting = checkIn.makeUp(db, 'ada', '2026-11-21')
    await someoneBlocked(pool)
    await own.end('commit')
    expect(await waiting).toMatchObject({ status: 'made-up', claim: { streak: 2 } })
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-22', streak: 3, claims: '3' })
  })
})

describe('at the boundary', () => {
  test.each([
    ['commit', 'already-claimed'],
    ['rollback', 'made-up'],
  ] as const)(
    'a day that is just being claimed is judged after that claim’s %s: %s',
    async (end, verdict) => {
      const { db, pool } = await freshDatabase()
      const checkIn = checkInWithMakeUp()
      await freezeClock(db, lastMillisecond)
      const own = await openTransaction(pool)
      await checkIn.claim(own.db, 'ada')
      // It begins while the day still runs; what counts is the time at which it has the lock.
      const waiting = checkIn.makeUp(db, 'ada', '2026-11-22')
      await someoneBlocked(pool)
      await freezeClock(db, nextReset)
      await own.end(end)
      expect(verdictOf(await waiting)).toBe(verdict)
      expect(await tally(pool)).toMatchObject({ claims: 1, paid: 25 })
    },
  )

  test('the twin, which reads the time before it has the lock, refuses a day that is over', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    const plan = checkMakeUp({ periodsBack: 7, perMonth: 3 }, checkIn.rule)
    const day = periodAt(checkIn.rule, lastMillisecond)
    await freezeClock(db, lastMillisecond)
    const [own, late] = [await openTransaction(pool), await openTransaction(pool)]
    await checkIn.claim(own.db, 'ada')
    const timeOf = async (session: pg.Pool | pg.PoolClient): Promise<Date> => {
      const { rows } = await session.query<{ at: string }>(readClock.text)
      return new Date(Number(rows[0]?.at))
    }
    const before = await timeOf(pool)
    const locked = lock(late.client)
    await waitUntilBlocked(pool, late.pid)
    await freezeClock(db, nextReset)
    await own.end('rollback')
    await locked
    const verdicts = [before, await timeOf(late.client)].map(
      (at) => refusalByTime(plan, checkIn.rule, day, at, undefined)?.rule,
    )
    expect(verdicts).toEqual(['not-over', undefined])
    await late.end('rollback')
  })

  test('a claim that comes late loses the day to a make-up, and gets the next one', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await freezeClock(db, nextReset)
    const own = await openTransaction(pool)
    await checkIn.makeUp(own.db, 'ada', '2026-11-22')
    await freezeClock(db, lastMillisecond)
    const late = await openTransaction(pool)
    const waiting = checkIn.claim(late.db, 'ada')
    await waitUntilBlocked(pool, late.pid)
    await freezeClock(db, nextReset)
    await own.end('commit')
    const { status, claim } = await waiting
    await late.end('commit')
    expect([status, claim.period, claim.streak]).toEqual(['claimed', '2026-11-23', 2])
    expect(await tally(pool)).toMatchObject({ claims: 2, paid: 50, broken: 0 })
  })
})

describe('a cost at the edge of the balance', () => {
  const costly = (): ReturnType<typeof checkInWithMakeUp> =>
    checkInWithMakeUp({ cost: { amount: 10, unit: 'reading' }, paysReward: false })

  test.each([
    ['commit', 'insufficient'],
    ['rollback', 'made-up'],
  ] as const)('waits for a spend that is under way, and after its %s: %s', async (end, verdict) => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    await grant(db, 'ada', { unit: 'reading', amount: 10 })
    const own = await openTransaction(pool)
    await spend(own.db, 'ada', { unit: 'reading', amount: 10 })
    const waiting = costly().makeUp(db, 'ada', '2026-11-21')
    await someoneBlocked(pool)
    await own.end(end)
    expect(verdictOf(await waiting)).toBe(verdict)
    expect(await tally(pool)).toMatchObject({ entries: 2, paid: 0, balances: 0, broken: 0 })
  })

  test('is paid by one of four make-ups and four spends at once', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    await grant(db, 'ada', { unit: 'reading', amount: 10 })
    const checkIn = costly()
    const verdicts = await Promise.all(
      [18, 19, 20, 21].flatMap((n) => [
        checkIn.makeUp(db, 'ada', `2026-11-${n}`).then(verdictOf),
        spend(db, 'ada', { unit: 'reading', amount: 10 }).then(({ status }) => status),
      ]),
    )
    expect(verdicts.filter((verdict) => verdict !== 'insufficient').length).toBe(1)
    expect(await tally(pool)).toMatchObject({ entries: 2, paid: 0, balances: 0, broken: 0 })
  })
})

describe('an answer to COMMIT that is lost', () => {
  test.each(['before its answer comes back', 'before the server gets it'] as const)(
    '%s: the make-up counts, once',
    async (cut) => {
      const { url, db, connect, pool } = await freshDatabase()
      await freezeClock(db, morningOf('2026-11-22'))
      const proxy = await cuttingProxy(url, cut)
      const made = await checkInWithMakeUp().makeUp(connect({ url: proxy.url }), 'ada', '2026-11-21')
      expect([verdictOf(made), proxy.cuts()]).toEqual(['made-up', 1])
      expect(await tally(pool)).toMatchObject({ claims: 1, entries: 1, paid: 25, broken: 0 })
    },
  )
})
