import { describe, expect, test } from 'vitest'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { checkInWithMakeUp, claimDays, latchOf, morningOf, verdictOf } from '../support/make-up.ts'
import { outcomeOf } from '../support/outcome-of.ts'

/**
 * Claims the days, makes up the others in the morning of the 22nd, and tells the latch's period and streak with the
 * streaks that are stored with the claims, in the order of the days.
 */
async function mended(days: readonly number[], ...made: readonly number[]): Promise<unknown> {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInWithMakeUp({ perMonth: 9 })
  await claimDays(db, checkIn, 'ada', ...days.map((n) => `2026-11-${n}`))
  await freezeClock(db, morningOf('2026-11-22'))
  for (const n of made) {
    const result = await checkIn.makeUp(db, 'ada', `2026-11-${n}`)
    if (verdictOf(result) !== 'made-up') throw new Error(`${n} was refused: ${verdictOf(result)}`)
  }
  const latch = await latchOf(pool, 'ada')
  const { rows } = await pool.query<{ day: number; streak: number }>(
    `select right(period, 2)::int as day, streak from daylatch.claim where subject = 'ada' order by starts_at`,
  )
  const { streak } = await checkIn.status(db, 'ada')
  return {
    latch: `${latch?.period.slice(-2)} × ${latch?.streak}, ${latch?.claims} in all`,
    stored: rows.map((row) => `${row.day}: ${row.streak}`).join(', '),
    streak,
  }
}

describe('a make-up', () => {
  test('joins two runs into one; the numbers stored with the others stay', async () => {
    expect(await mended([17, 18, 20, 21, 22], 19)).toEqual({
      latch: '22 × 6, 6 in all',
      stored: '17: 1, 18: 2, 19: 3, 20: 1, 21: 2, 22: 3',
      streak: 6,
    })
  })

  test('before a run makes it longer', async () => {
    expect(await mended([20, 21, 22], 19)).toEqual({
      latch: '22 × 4, 4 in all',
      stored: '19: 1, 20: 1, 21: 2, 22: 3',
      streak: 4,
    })
  })

  test('right after a run takes the latch along, and the running day goes on from it', async () => {
    expect(await mended([19, 20], 21)).toEqual({
      latch: '21 × 3, 3 in all',
      stored: '19: 1, 20: 2, 21: 3',
      streak: 3,
    })
  })

  test('in a gap of two mends nothing until the second one', async () => {
    expect(await mended([17, 18, 21, 22], 19)).toEqual({
      latch: '22 × 2, 5 in all',
      stored: '17: 1, 18: 2, 19: 3, 21: 1, 22: 2',
      streak: 2,
    })
    expect(await mended([17, 18, 21, 22], 20, 19)).toEqual({
      latch: '22 × 6, 6 in all',
      stored: '17: 1, 18: 2, 19: 3, 20: 1, 21: 1, 22: 2',
      streak: 6,
    })
  })

  test('apart from every run stands alone', async () => {
    expect(await mended([17, 21, 22], 19)).toEqual({
      latch: '22 × 2, 4 in all',
      stored: '17: 1, 19: 1, 21: 1, 22: 2',
      streak: 2,
    })
  })

  test('of the only claim a subject ever had leaves a broken streak broken', async () => {
    expect(await mended([], 19)).toEqual({ latch: '19 × 1, 1 in all', stored: '19: 1', streak: 0 })
  })

  test('of yesterday, then of days further back, counts on from the latest', async () => {
    expect(await mended([], 21, 19, 20)).toEqual({
      latch: '21 × 3, 3 in all',
      stored: '19: 1, 20: 2, 21: 1',
      streak: 3,
    })
  })
})

test('a claim of the running day goes on with the mended streak', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInWithMakeUp()
  await claimDays(db, checkIn, 'ada', '2026-11-19', '2026-11-20')
  await freezeClock(db, morningOf('2026-11-22'))
  await checkIn.makeUp(db, 'ada', '2026-11-21')
  expect((await checkIn.claim(db, 'ada')).claim.streak).toBe(4)
})

describe('a chain that retention has cut', () => {
  const cutBefore = (period: string): string => `delete from daylatch.claim where period < '${period}'`

  test('counts on from what its first claim was stored with', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-21')
    await pool.query(cutBefore('2026-11-19'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-20')
    expect(made).toMatchObject({ claim: { streak: 4 } })
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-21', streak: 5 })
  })

  test('where it had been mended, counts on from the first claim that knew', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-15', '2026-11-17')
    await checkIn.makeUp(db, 'ada', '2026-11-16')
    await claimDays(db, checkIn, 'ada', '2026-11-18', '2026-11-20')
    await pool.query(cutBefore('2026-11-17'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-19')
    expect(made).toMatchObject({ claim: { streak: 5 } })
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-20', streak: 6, claims: '6' })
  })
})

describe('a day that was released', () => {
  const release = `with gone as (
      update daylatch.claim set released_at = claimed_at where period = $1 returning claim_id
    ) update daylatch.latch l set released = true from gone where l.claim_id = gone.claim_id`

  test('is no part of a chain, whatever the next one was stored with', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-18', '2026-11-19', '2026-11-21')
    await pool.query(release, ['2026-11-18'])
    await checkIn.makeUp(db, 'ada', '2026-11-20')
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-21', streak: 3 })
  })

  test('can be made up, and one of the running day stays open', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-20', '2026-11-21', '2026-11-22')
    await pool.query(release, ['2026-11-22'])
    await pool.query(release, ['2026-11-21'])
    expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-21'))).toBe('made-up')
    expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-21', streak: 2, released: false })
    const { status, claim } = await checkIn.claim(db, 'ada')
    expect([status, claim.period, claim.streak]).toEqual(['claimed', '2026-11-22', 3])
  })
})

test('a latch that is lost is built again from the claims', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInWithMakeUp()
  await claimDays(db, checkIn, 'ada', '2026-11-20', '2026-11-22')
  await pool.query('delete from daylatch.latch')
  await checkIn.makeUp(db, 'ada', '2026-11-21')
  expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-22', streak: 3, released: false })
  expect((await checkIn.claim(db, 'ada')).status).toBe('already')
})

test('a latch whose own claim is missing stays where it is: the running day is not paid twice', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInWithMakeUp()
  await claimDays(db, checkIn, 'ada', '2026-11-20', '2026-11-22')
  await pool.query(`delete from daylatch.claim where period = '2026-11-22'`)
  expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-21'))).toBe('made-up')
  expect(await latchOf(pool, 'ada')).toMatchObject({ period: '2026-11-22' })
  expect(await outcomeOf(checkIn.claim(db, 'ada'))).toBe('INCONSISTENT')
})
