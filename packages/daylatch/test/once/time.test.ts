import { afterEach, describe, expect, test, vi } from 'vitest'
import { day } from '../../src/index.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

afterEach(() => {
  vi.useRealTimers()
})

const DAY_MS = 86_400_000

describe.each([-400, -3, -1, 1, 3, 400])('a process whose clock is %i days off', (days) => {
  test('claims the day that it is by the database, and is not locked out', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    vi.useFakeTimers({ toFake: ['Date'], now: morning.getTime() + days * DAY_MS })
    const checkIn = checkInOnce({ cacheSize: 0 })
    const first = await checkIn.claim(db, 'ada')
    expect([first.status, first.claim.period, first.claim.claimedAt]).toEqual([
      'claimed',
      '2026-11-22',
      morning,
    ])
    expect((await checkIn.claim(db, 'ada')).status).toBe('already')
    expect((await tally(pool)).claims).toBe(1)
  })
})

test('the boundary opens the slot to the millisecond', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada')
  await freezeClock(db, new Date(nextReset.getTime() - 1))
  expect((await checkIn.claim(db, 'ada')).status).toBe('already')
  await freezeClock(db, nextReset)
  const { status, claim } = await checkIn.claim(db, 'ada')
  expect([status, claim.period]).toEqual(['claimed', '2026-11-23'])
})

test('a request that waits across the boundary is tried once more, and gets the new day', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada')
  const remove = setPausePoint('after-latch', async () => {
    remove()
    await freezeClock(db, nextReset)
  })
  const { status, claim } = await checkIn.claim(db, 'ada')
  expect([status, claim.period]).toEqual(['claimed', '2026-11-23'])
  expect((await tally(pool)).claims).toBe(2)
})

test('requests for one member, before and after the day ends, get a day each and no more', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce()
  const eightAtOnce = async (): Promise<string[]> =>
    (await Promise.all(Array.from({ length: 8 }, async () => await checkIn.claim(db, 'ada')))).map(
      (result) => `${result.status} ${result.claim.period}`,
    )
  await freezeClock(db, new Date(nextReset.getTime() - 1))
  const before = await eightAtOnce()
  await freezeClock(db, nextReset)
  const after = await eightAtOnce()
  const once = (day: string): string[] => [
    `claimed ${day}`,
    ...Array.from({ length: 7 }, () => `already ${day}`),
  ]
  expect([before, after]).toEqual([once('2026-11-22'), once('2026-11-23')])
  expect(await tally(pool)).toEqual({ latches: 1, claims: 2, entries: 2, paid: 50, balances: 50, broken: 0 })
})

describe('a zone that is changed while both rules are in use', () => {
  const west = (): ReturnType<typeof checkInOnce> =>
    checkInOnce({ cacheSize: 0, per: day({ zone: 'America/New_York', resetAt: '08:00' }) })

  test('gives one claim, whichever rule comes first', async () => {
    const { db, connect, pool } = await freshDatabase()
    await freezeClock(db, morning)
    const [one, other] = await Promise.all([
      checkInOnce({ cacheSize: 0 }).claim(db, 'ada'),
      west().claim(connect(), 'ada'),
    ])
    expect([one.status, other.status].toSorted()).toEqual(['already', 'claimed'])
    expect(one.claim).toEqual(other.claim)
    expect((await tally(pool)).claims).toBe(1)
  })

  test('never lets a later period in that carries the claimed date', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morning)
    const { claim } = await checkInOnce({ cacheSize: 0 }).claim(db, 'ada')
    // In Shanghai the day is over; in New York the date of the claim runs from 13:00 UTC to 13:00 UTC.
    await freezeClock(db, new Date('2026-11-23T00:30:00Z'))
    const again = await west().claim(db, 'ada')
    expect([again.status, again.claim.id, again.opensAt]).toEqual([
      'already',
      claim.id,
      new Date('2026-11-23T13:00:00Z'),
    ])
    await freezeClock(db, new Date('2026-11-23T13:00:00Z'))
    expect((await west().claim(db, 'ada')).claim.period).toBe('2026-11-23')
    expect((await tally(pool)).claims).toBe(2)
  })

  test('eastward, lets the next date in when the claim is over, and cuts off the part that it has had', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, new Date('2026-11-22T14:00:00Z'))
    const one = await west().claim(db, 'ada')
    await freezeClock(db, one.claim.endsAt)
    const other = await checkInOnce({ cacheSize: 0 }).claim(db, 'ada')
    expect([one.claim.period, other.status, other.claim.period]).toEqual([
      '2026-11-22',
      'claimed',
      '2026-11-23',
    ])
    expect([other.claim.startsAt, other.claim.endsAt]).toEqual([
      one.claim.endsAt,
      new Date('2026-11-24T00:00:00Z'),
    ])
    const { rows } =
      await pool.query(`select count(*)::int as overlapping from daylatch.claim a join daylatch.claim b
      on a.claim_id < b.claim_id and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`)
    expect(rows).toEqual([{ overlapping: 0 }])
  })

  test('the twin, a guard that reads "no claim runs" before inserting, pays both', async () => {
    const { pool } = await freshDatabase()
    await pool.query('create table naive (subject text, starts_at timestamptz, ends_at timestamptz)')
    const guarded = (from: string, to: string): [string, string[]] => [
      `insert into naive select 'ada', $1, $2
         where not exists (select from naive where subject = 'ada' and ends_at > '2026-11-22T02:00:00Z')`,
      [from, to],
    ]
    const [one, other] = [await pool.connect(), await pool.connect()]
    for (const client of [one, other]) await client.query('begin')
    await one.query(...guarded('2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'))
    await other.query(...guarded('2026-11-21T13:00:00Z', '2026-11-22T13:00:00Z'))
    for (const client of [one, other]) {
      await client.query('commit')
      client.release()
    }
    expect((await pool.query('select from naive')).rowCount).toBe(2)
  })
})
