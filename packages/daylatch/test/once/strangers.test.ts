import { Signal, waitFor, waitUntilBlocked } from '@daylatch/test-kit'
import type { PoolClient } from 'pg'
import { describe, expect, test } from 'vitest'
import { claimInOneTransaction } from '../../src/once/claim-transaction.ts'
import { type ClaimResult, periodsAround } from '../../src/index.ts'
import { setPausePoint } from '../../src/testing/index.ts'
import { checkInAction, checkInOnce } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { tally, transactions } from '../support/tally.ts'

/** Ways in which somebody's open transaction can stand in the way of one subject of a batch. */
const strangers: Record<string, (client: PoolClient) => Promise<unknown>> = {
  'holds the latch row': async (client) =>
    await client.query(`select from daylatch.latch where subject = 'member-7' for update`),
  'holds the balance row': async (client) =>
    await client.query(`update daylatch.balance set amount = amount where subject = 'member-7'`),
  'has inserted the account, uncommitted': async (client) =>
    await client.query(`insert into daylatch.balance (subject, unit, account, amount, version)
      values ('member-7', 'reading', 'fresh', 0, 0)`),
}

/** Members with an open slot, but with a latch and an account from an earlier day. */
async function membersOfYesterday({ pool, db }: FreshDatabase, count: number): Promise<void> {
  const checkIn = checkInOnce()
  await Promise.all(Array.from({ length: count }, async (_, n) => await checkIn.claim(db, `member-${n}`)))
  for (const table of ['latch', 'claim']) {
    await pool.query(
      `update daylatch.${table} set period = '2020-01-01', starts_at = '2020-01-01', ends_at = '2020-01-02'`,
    )
  }
}

describe.each(Object.entries(strangers))('a stranger who %s of one member of a batch', (kind, stand) => {
  const account = kind.startsWith('has inserted') ? 'fresh' : 'main'

  test('delays nobody else, and that member only until the stranger is done', async () => {
    const fresh = await freshDatabase()
    await membersOfYesterday(fresh, 60)
    const stranger = await fresh.pool.connect()
    await stranger.query('begin')
    await stand(stranger)
    const checkIn = checkInOnce({ cacheSize: 0, lockTimeoutMs: 60_000 })
    const claims = Array.from(
      { length: 60 },
      async (_value, n) => await checkIn.claim(fresh.db, `member-${n}`, { account }),
    )
    const claimOfSeven = claims[7]
    const others = await Promise.all(claims.filter((claim) => claim !== claimOfSeven))
    expect(others.map((result) => result.status)).toEqual(Array.from({ length: 59 }, () => 'claimed'))
    expect((await tally(fresh.pool)).claims).toBe(119)
    await stranger.query('rollback')
    stranger.release()
    expect((await claimOfSeven)?.status).toBe('claimed')
    expect(await tally(fresh.pool)).toMatchObject({
      claims: 120,
      entries: 120,
      paid: 3000,
      balances: 3000,
      broken: 0,
    })
  })
})

test('the twin, one patient transaction for the whole batch, makes everybody wait for the stranger', async () => {
  const fresh = await freshDatabase()
  await membersOfYesterday(fresh, 10)
  const stranger = await fresh.pool.connect()
  await stranger.query('begin')
  await strangers['holds the latch row']?.(stranger)
  const session = await fresh.db.connect()
  const pid = Number((await session.query({ text: 'select pg_backend_pid() as pid' })).rows[0]?.['pid'])
  const rule = checkInOnce().rule
  const { running } = periodsAround(rule, new Date())
  const attempts = Array.from({ length: 10 }, (_, n) => ({
    id: crypto.randomUUID(),
    subject: `member-${n}`,
    account: 'main',
  }))
  const batch = claimInOneTransaction(
    session,
    checkInAction(),
    attempts,
    { keys: [running.key], starts: [running.startsAt.toISOString()], ends: [running.endsAt.toISOString()] },
    60_000,
  )
  await waitUntilBlocked(fresh.pool, pid)
  expect((await tally(fresh.pool)).claims).toBe(10)
  await stranger.query('rollback')
  stranger.release()
  expect((await batch).won.size).toBe(10)
  session.release()
})

test('a member whose row stays taken is told so, and nothing of the claim is kept', async () => {
  const fresh = await freshDatabase()
  await membersOfYesterday(fresh, 10)
  const stranger = await fresh.pool.connect()
  await stranger.query('begin')
  await strangers['holds the latch row']?.(stranger)
  const claim = checkInOnce({ lockTimeoutMs: 100 }).claim(fresh.db, 'member-7')
  await expect(claim).rejects.toMatchObject({
    code: 'LOCK_TIMEOUT',
    retryable: true,
    cause: { code: '55P03' },
  })
  await stranger.query('rollback')
  stranger.release()
  expect((await tally(fresh.pool)).claims).toBe(10)
})

test('members who are blocked do not make one another wait', async () => {
  const fresh = await freshDatabase()
  await membersOfYesterday(fresh, 8)
  const holders = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const client = await fresh.pool.connect()
      await client.query('begin')
      await client.query('select from daylatch.latch where subject = $1 for update', [`member-${n}`])
      return client
    }),
  )
  const checkIn = checkInOnce({ cacheSize: 0, lockTimeoutMs: 60_000 })
  const claims = holders.map(async (_, n) => await checkIn.claim(fresh.db, `member-${n}`))
  // Freed last to first: each gets through while all those before it are still held.
  for (const [n, client] of [...holders.entries()].toReversed()) {
    await client.query('rollback')
    client.release()
    expect((await claims[n])?.status).toBe('claimed')
  }
  expect((await tally(fresh.pool)).claims).toBe(16)
})

describe('a batch of forty that waits for the rank counter', () => {
  async function batchOfForty(options: Parameters<typeof checkInOnce>[0]): Promise<{
    fresh: FreshDatabase
    stranger: PoolClient
    claims: Promise<PromiseSettledResult<ClaimResult>[]>
  }> {
    const fresh = await freshDatabase()
    const checkIn = checkInOnce({ cacheSize: 0, ...options })
    const { claim } = await checkIn.claim(fresh.db, 'first')
    const stranger = await fresh.pool.connect()
    await stranger.query('begin')
    const reached = new Signal()
    const goOn = new Signal()
    // Holds the next batch, so that the forty gather behind it; then lets that one through and holds theirs.
    const remove = setPausePoint('before-latch', async ({ subjects }) => {
      if (subjects.length === 1) return await goOn.done
      await stranger.query('update daylatch.period_counter set claims = claims where period = $1', [
        claim.period,
      ])
      reached.set()
      remove()
    })
    const second = checkIn.claim(fresh.db, 'second')
    const claims = Array.from({ length: 40 }, async (_, n) => await checkIn.claim(fresh.db, `member-${n}`))
    goOn.set()
    await second
    await reached.done
    return { fresh, stranger, claims: Promise.allSettled(claims) }
  }

  test('stays one transaction', async () => {
    const { fresh, stranger, claims } = await batchOfForty({})
    // Four times as long as strangers wait for one another, by the server's own account.
    await waitFor('the batch to wait for the counter for 200 ms', async () => {
      const { rowCount } = await fresh.pool
        .query(`select from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '200 ms'`)
      return rowCount === 1
    })
    await stranger.query('commit')
    stranger.release()
    const ranks = (await claims).map((result) =>
      result.status === 'fulfilled' ? result.value.claim.rank : null,
    )
    expect(ranks.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(Array.from({ length: 40 }, (_, n) => n + 3))
    expect(await transactions(fresh.pool)).toEqual([1, 1, 40])
  })

  test('fails as one when the counter stays taken, and writes nothing', async () => {
    const { fresh, stranger, claims } = await batchOfForty({ patienceMs: 1000 })
    const reasons = (await claims).map((result) => (result.status === 'rejected' ? result.reason : undefined))
    await stranger.query('rollback')
    stranger.release()
    const failure = { code: 'LOCK_TIMEOUT', message: expect.stringContaining('the counter of the ranks') }
    expect(reasons).toEqual(reasons.map(() => expect.objectContaining(failure)))
    expect((await tally(fresh.pool)).claims).toBe(2)
  })
})
