import { describe, expect, test } from 'vitest'
import { activateBonusTable, balances, ever, grant } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { checkInWithMakeUp, latchOf, morningOf, verdictOf } from '../support/make-up.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'

const nothing = { latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 }

describe('a missed day', () => {
  test('is made up with its reward, and the running day stays open', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await freezeClock(db, morningOf('2026-11-22'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-20')
    expect(made).toMatchObject({
      status: 'made-up',
      claim: {
        subject: 'ada',
        kind: 'make-up',
        period: '2026-11-20',
        startsAt: new Date('2026-11-20T00:00:00Z'),
        endsAt: new Date('2026-11-21T00:00:00Z'),
        claimedAt: morningOf('2026-11-22'),
        zone: 'Asia/Shanghai',
        reward: { amount: 25, bonus: 0, unit: 'reading', account: 'main', balance: 25 },
        streak: 1,
        rank: null,
      },
      cost: null,
      balance: 25,
      replayed: false,
    })
    expect(await latchOf(pool, 'ada')).toEqual({
      period: '2026-11-20',
      streak: 1,
      claims: '1',
      released: false,
    })
    expect((await checkIn.status(db, 'ada')).claim).toBe(null)
    const today = await checkIn.claim(db, 'ada')
    expect([today.status, today.claim.rank, today.claim.streak]).toEqual(['claimed', 1, 1])
    expect(await tally(pool)).toEqual({
      latches: 1,
      claims: 2,
      entries: 2,
      paid: 50,
      balances: 50,
      broken: 0,
    })
  })

  test('costs what was agreed, before it pays', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp({ cost: { amount: 10, unit: 'reading' } })
    await grant(db, 'ada', { unit: 'reading', amount: 10 })
    await freezeClock(db, morningOf('2026-11-22'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-21')
    expect(made).toMatchObject({
      cost: { amount: 10, unit: 'reading', account: 'main', balance: 0 },
      balance: 25,
    })
    const { rows } = await pool.query(
      'select seq, kind, amount, balance, claim_id is not null as linked from daylatch.entry order by seq',
    )
    expect(rows).toEqual([
      { seq: '1', kind: 'grant', amount: '10', balance: '10', linked: false },
      { seq: '2', kind: 'make-up-cost', amount: '-10', balance: '0', linked: true },
      { seq: '3', kind: 'make-up', amount: '25', balance: '25', linked: true },
    ])
    expect(await tally(pool)).toMatchObject({ claims: 1, paid: 25, balances: 25, broken: 0 })
  })

  test.each(['coin', 'zinc'])('can cost another unit (%s) than it pays', async (unit) => {
    const { db } = await freshDatabase()
    const checkIn = checkInWithMakeUp({ cost: { amount: 2, unit } })
    await grant(db, 'ada', { unit, amount: 3, account: 'card-2' })
    await freezeClock(db, morningOf('2026-11-22'))
    const made = await checkIn.makeUp(db, 'ada', '2026-11-21', { account: 'card-2' })
    expect(made).toMatchObject({ cost: { amount: 2, unit, account: 'card-2', balance: 1 }, balance: 25 })
    expect(
      (await balances(db, 'ada')).map(({ account, amount }) => `${account} ${amount}`).toSorted(),
    ).toEqual(['card-2 1', 'card-2 25'])
  })

  test('pays nothing where that is the rule, and nothing where the action pays nothing', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morningOf('2026-11-22'))
    const [one, other] = [
      await checkInWithMakeUp({ paysReward: false }).makeUp(db, 'ada', '2026-11-21'),
      await checkInWithMakeUp({}, { reward: null }).makeUp(db, 'bo', '2026-11-21'),
    ]
    expect([one, other]).toMatchObject([
      { claim: { reward: null }, cost: null, balance: null },
      { claim: { reward: null }, cost: null, balance: null },
    ])
    expect(await tally(pool)).toEqual({ ...nothing, latches: 2, claims: 2 })
  })

  test('draws its reward like a claim, and never gets a streak bonus', async () => {
    const { db } = await freshDatabase()
    const checkIn = checkInWithMakeUp(
      {},
      { reward: { min: 7, max: 7, unit: 'reading' }, streakBonuses: true, rank: false },
    )
    const steps = [{ streak: 1, amount: 100 }]
    await activateBonusTable(db, 'check-in', steps, { actor: 'root', reason: 'test' })
    await freezeClock(db, morningOf('2026-11-22'))
    expect(await checkIn.makeUp(db, 'ada', '2026-11-21')).toMatchObject({
      claim: { reward: { amount: 7, bonus: 0 } },
    })
    const today = await checkIn.claimWith(db, 'bo', () => undefined)
    expect(today.claim.reward).toMatchObject({ amount: 107, bonus: 100 })
  })

  test('gives no rank and leaves the counter of the running day alone', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await freezeClock(db, morningOf('2026-11-22'))
    await checkIn.claim(db, 'bo')
    await checkIn.makeUp(db, 'ada', '2026-11-21')
    expect((await checkIn.claim(db, 'ada')).claim.rank).toBe(2)
    const { rows } = await pool.query('select period, claims from daylatch.period_counter order by period')
    expect(rows).toEqual([{ period: '2026-11-22', claims: '2' }])
    const owed = await pool.query('select from daylatch.claim where rank_owed')
    expect(owed.rowCount).toBe(0)
  })
})

describe('inside a transaction of the caller’s', () => {
  test('a make-up exists when the caller commits, and not before', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, morningOf('2026-11-22'))
    const seen: unknown[] = []
    for (const end of ['rollback', 'commit'] as const) {
      const own = await openTransaction(pool)
      seen.push(verdictOf(await checkInWithMakeUp().makeUp(own.db, 'ada', '2026-11-21')))
      seen.push((await tally(pool)).claims)
      await own.end(end)
      seen.push((await tally(pool)).claims)
    }
    expect(seen).toEqual(['made-up', 0, 0, 'made-up', 0, 1])
  })

  test('a refusal leaves the transaction and its lock_timeout as they were, and no lock', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    await freezeClock(db, morningOf('2026-11-22'))
    const own = await openTransaction(pool)
    await own.client.query(`set local lock_timeout = '7s'`)
    expect(verdictOf(await checkIn.makeUp(own.db, 'ada', '2026-11-22'))).toBe('not-over')
    expect(await own.setting('lock_timeout')).toBe('7s')
    expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
    await own.client.query('create table diary ()')
    await own.end('commit')
  })

  test('REPEATABLE READ is refused', async () => {
    const { pool } = await freshDatabase()
    const own = await openTransaction(pool, 'repeatable read')
    const made = checkInWithMakeUp().makeUp(own.db, 'ada', '2026-11-21')
    expect(await outcomeOf(made)).toBe('UNSAFE_ISOLATION')
    await own.end('rollback')
  })
})

describe('options', () => {
  test.each<[string, object]>([
    ['periodsBack', { periodsBack: 0 }],
    ['periodsBack', { periodsBack: 1.5 }],
    ['perMonth', { perMonth: -1 }],
    ['cost.amount', { cost: { amount: 0, unit: 'reading' } }],
    ['cost.unit', { cost: { amount: 1, unit: '' } }],
    ['paysReward', { paysReward: 'yes' }],
  ])('makeUp.%s outside what is allowed is refused', (option, makeUp) => {
    expect(() => checkInWithMakeUp(makeUp)).toThrow(`Expected \`makeUp.${option}\` to be`)
  })

  test('a period that never ends cannot be made up', () => {
    expect(() => checkInWithMakeUp({}, { per: ever() })).toThrow('Expected `makeUp` to be null')
  })

  test('an action without make-ups refuses the call, and so does a wrong argument', async () => {
    const { db } = await freshDatabase()
    const checkIn = checkInWithMakeUp()
    const calls = [
      checkInOnce().makeUp(db, 'ada', '2026-11-21'),
      checkIn.makeUp(db, '', '2026-11-21'),
      checkIn.makeUp(db, 'ada', 7 as unknown as string),
      checkIn.makeUp(db, 'ada', '2026-11-21', { notBefore: new Date(Number.NaN) }),
    ]
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(calls.map(() => 'BAD_OPTION'))
  })
})
