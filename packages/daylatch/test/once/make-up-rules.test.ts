import { describe, expect, test } from 'vitest'
import { day, grant } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { checkInWithMakeUp, claimDays, morningOf, verdictOf } from '../support/make-up.ts'
import { tally } from '../support/tally.ts'

const nothing = { latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 }

describe('a rule refuses, says which and why, and writes nothing', () => {
  /** What the rules say of each period in the morning of the 22nd, with two days to go back. Nothing may be written. */
  const refused = async (
    periods: readonly string[],
    options: Parameters<ReturnType<typeof checkInWithMakeUp>['makeUp']>[3] = {},
  ): Promise<unknown[]> => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morningOf('2026-11-22'))
    const checkIn = checkInWithMakeUp({ periodsBack: 2 })
    const results: unknown[] = []
    for (const period of periods) results.push(await checkIn.makeUp(db, 'ada', period, options))
    expect(await tally(pool)).toEqual(nothing)
    return results
  }

  test('no-such-period: the key of another unit, of no day, of nothing', async () => {
    const periods = ['2026-11-31', '2026-W47', 'ever', '', 'x\0'.repeat(999)]
    expect(await refused(periods)).toEqual(
      periods.map((period) => ({ status: 'refused', rule: 'no-such-period', period })),
    )
  })

  test('not-over: today, tomorrow, in years', async () => {
    expect(await refused(['2026-11-22', '2026-11-23', '2031-01-01'])).toEqual(
      [
        { period: '2026-11-22', endsAt: new Date('2026-11-23T00:00:00Z') },
        { period: '2026-11-23', endsAt: new Date('2026-11-24T00:00:00Z') },
        { period: '2031-01-01', endsAt: new Date('2031-01-02T00:00:00Z') },
      ].map((facts) => ({ status: 'refused', rule: 'not-over', ...facts })),
    )
  })

  test('too-far-back: with the earliest that could be made up', async () => {
    const facts = { periodsBack: 2, earliest: '2026-11-20' }
    const periods = ['2026-11-19', '1999-12-31']
    expect(await refused(periods)).toEqual(
      periods.map((period) => ({ status: 'refused', rule: 'too-far-back', period, ...facts })),
    )
  })

  test('before-start: a day that was over when the member came', async () => {
    const notBefore = new Date('2026-11-22T00:00:00Z')
    expect(await refused(['2026-11-21'], { notBefore })).toEqual([
      { status: 'refused', rule: 'before-start', period: '2026-11-21', notBefore },
    ])
  })

  test('not before-start: the day in which the member came, and the earliest that is allowed', async () => {
    const { db } = await freshDatabase()
    await freezeClock(db, morningOf('2026-11-22'))
    const notBefore = new Date('2026-11-20T23:59:59.999Z')
    const made = await checkInWithMakeUp({ periodsBack: 2 }).makeUp(db, 'ada', '2026-11-20', { notBefore })
    expect(verdictOf(made)).toBe('made-up')
  })

  test('already-claimed: with the claim, be it ordinary or made up', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await claimDays(db, checkIn, 'ada', '2026-11-21')
    await freezeClock(db, morningOf('2026-11-22'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-20')
    const [first, second] = [
      await checkIn.makeUp(db, 'ada', '2026-11-21'),
      await checkIn.makeUp(db, 'ada', '2026-11-20'),
    ]
    expect(first).toMatchObject({
      rule: 'already-claimed',
      claim: { kind: 'ordinary', period: '2026-11-21' },
    })
    expect(second).toEqual({
      status: 'refused',
      rule: 'already-claimed',
      claim: made.status === 'made-up' ? made.claim : null,
    })
    expect(await tally(pool)).toMatchObject({ claims: 2, paid: 50, broken: 0 })
  })

  test('overlaps: another period’s claim covers a part, after a change of zone', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, new Date('2026-11-20T14:00:00Z'))
    const west = checkInOnce({ per: day({ zone: 'America/New_York', resetAt: '08:00' }) })
    const { claim } = await west.claim(db, 'ada')
    await freezeClock(db, morningOf('2026-11-22'))
    const made = await checkInWithMakeUp().makeUp(db, 'ada', '2026-11-21')
    expect(made).toEqual({ status: 'refused', rule: 'overlaps', period: '2026-11-21', claim })
    expect(await tally(pool)).toMatchObject({ claims: 1, paid: 25 })
  })

  test('no-allowance: counted by the month in which they are made', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp({ perMonth: 1 })
    // 30 November in Shanghai, and the day that is made up lies in the same month.
    await freezeClock(db, new Date('2026-11-30T15:59:00Z'))
    expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-27'))).toBe('made-up')
    expect(await checkIn.makeUp(db, 'ada', '2026-11-28')).toEqual({
      status: 'refused',
      rule: 'no-allowance',
      perMonth: 1,
      usedThisMonth: 1,
      renewsAt: new Date('2026-11-30T16:00:00Z'),
    })
    // A minute later it is December there.
    await freezeClock(db, new Date('2026-11-30T16:00:00Z'))
    expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-28'))).toBe('made-up')
    expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-26'))).toBe('no-allowance')
    expect((await checkIn.status(db, 'ada')).makeUps).toEqual({ usedThisMonth: 1, leftThisMonth: 0 })
    expect((await checkIn.status(db, 'bo')).makeUps).toEqual({ usedThisMonth: 0, leftThisMonth: 1 })
    expect(await tally(pool)).toMatchObject({ latches: 1, claims: 2, paid: 50, broken: 0 })
  })

  test('insufficient: the cost is not covered by what is free', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp({ cost: { amount: 10, unit: 'reading' } })
    await grant(db, 'ada', { unit: 'reading', amount: 9 })
    await freezeClock(db, morningOf('2026-11-22'))
    expect(await checkIn.makeUp(db, 'ada', '2026-11-21')).toEqual({
      status: 'refused',
      rule: 'insufficient',
      unit: 'reading',
      account: 'main',
      amount: 9,
      held: 0,
      needed: 10,
    })
    expect(await tally(pool)).toEqual({ ...nothing, entries: 1, paid: 9, balances: 9 })
  })
})
