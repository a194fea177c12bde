import { describe, expect, test } from 'vitest'
import { activateBonusTable, type BonusStep, fromPg } from '../../src/index.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

const DAY_MS = 86_400_000
const by = { actor: 'root', reason: 'as announced' }
const checkIn = checkInOnce({ streakBonuses: true })

async function activate({ db }: FreshDatabase, steps: readonly BonusStep[]): Promise<void> {
  await activateBonusTable(db, 'check-in', steps, by)
}

/** Claims Ada's days from the `first` to the `last`; day 1 is that of `morning`. Gives [amount, bonus] of each. */
async function claimDays({ db }: FreshDatabase, first: number, last: number): Promise<(readonly number[])[]> {
  const paid: (readonly number[])[] = []
  for (let day = first; day <= last; day += 1) {
    await freezeClock(db, new Date(morning.getTime() + (day - 1) * DAY_MS))
    const { claim } = await checkIn.claim(db, 'ada')
    paid.push([claim.reward?.amount ?? 0, claim.reward?.bonus ?? 0])
  }
  return paid
}

test('a streak that reaches a step is paid its bonus with the reward, in one entry', async () => {
  const fresh = await freshDatabase()
  await activate(fresh, [
    { streak: 2, amount: 10 },
    { streak: 4, amount: 100 },
  ])
  expect(await claimDays(fresh, 1, 5)).toEqual([
    [25, 0],
    [35, 10],
    [25, 0],
    [125, 100],
    [25, 0],
  ])
  expect(await tally(fresh.pool)).toEqual({
    latches: 1,
    claims: 5,
    entries: 5,
    paid: 235,
    balances: 235,
    broken: 0,
  })
  const { rows } = await fresh.pool.query(
    'select reward::int, bonus::int, bonus_version as version from daylatch.claim order by starts_at',
  )
  expect(rows.slice(0, 2)).toEqual([
    { reward: 25, bonus: 0, version: 1 },
    { reward: 35, bonus: 10, version: 1 },
  ])
})

test('a bonus that is added later is never paid for a streak that is past it', async () => {
  const fresh = await freshDatabase()
  await claimDays(fresh, 1, 3)
  await activate(fresh, [
    { streak: 2, amount: 10 },
    { streak: 5, amount: 100 },
  ])
  expect(await claimDays(fresh, 4, 6)).toEqual([
    [25, 0],
    [125, 100],
    [25, 0],
  ])
})

test('the twin, which pays every step up to the streak that was not paid before, pays it', async () => {
  const fresh = await freshDatabase()
  await claimDays(fresh, 1, 3)
  await activate(fresh, [{ streak: 2, amount: 10 }])
  const { rows } = await fresh.pool.query(`
    select coalesce(sum(s.amount), 0)::int as bonus
    from daylatch.latch l join daylatch.bonus_step s on s.action = l.action and s.streak <= l.streak
    where not exists (select from daylatch.claim k where k.subject = l.subject and k.bonus = s.amount)`)
  expect(rows).toEqual([{ bonus: 10 }])
})

test('a process that knows an older table is told of the new one, and pays by it', async () => {
  const fresh = await freshDatabase()
  const other = { ...fresh, db: fresh.connect() }
  await activate(fresh, [{ streak: 1, amount: 1 }])
  expect(await claimDays(fresh, 1, 1)).toEqual([[26, 1]])
  await activate(other, [{ streak: 2, amount: 2 }])
  expect(await claimDays(fresh, 2, 2)).toEqual([[27, 2]])
  await activate(other, [])
  expect(await claimDays(fresh, 3, 3)).toEqual([[25, 0]])
})

describe('a table that is activated between the payment and the record', () => {
  test('does not count for that claim', async () => {
    const fresh = await freshDatabase()
    await activate(fresh, [{ streak: 1, amount: 5 }])
    // From here on this process offers version 1 with the first try.
    await checkIn.claim(fresh.db, 'bo')
    const remove = setPausePoint('after-latch', async () => {
      remove()
      await activate(fresh, [{ streak: 1, amount: 500 }])
    })
    expect(await claimDays(fresh, 1, 1)).toEqual([[30, 5]])
    expect(await tally(fresh.pool)).toMatchObject({ paid: 60, balances: 60, broken: 0 })
  })

  test('in the twin, which reads the active version in every statement, parts the balance from its entries', async () => {
    const fresh = await freshDatabase()
    await activate(fresh, [{ streak: 1, amount: 5 }])
    const bonus = `(select s.amount from daylatch.bonus_step s where s.streak = 1 order by s.version desc limit 1)`
    const client = await fresh.pool.connect()
    await client.query('begin')
    await client.query(`insert into daylatch.balance values ('ada', 'reading', 'main', 25 + ${bonus}, 0, 1)`)
    await activate(fresh, [{ streak: 1, amount: 500 }])
    await client.query(`insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, entered_at)
      values ('ada', 'reading', 'main', 1, 'reward', 25 + ${bonus}, 25 + ${bonus}, now())`)
    await client.query('commit')
    client.release()
    expect(await tally(fresh.pool)).toMatchObject({ paid: 525, balances: 30, broken: 1 })
  })
})

test('bonuses, draws and keys go together, in a batch and inside a transaction of the caller', async () => {
  const fresh = await freshDatabase()
  await activate(fresh, [{ streak: 1, amount: 100 }])
  const all = checkInOnce({ streakBonuses: true, reward: { min: 1, max: 9, unit: 'reading' } })
  const results = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => await all.claim(fresh.db, `member-${n}`, { key: 'k' })),
  )
  const client = await fresh.pool.connect()
  await client.query('begin')
  results.push(await all.claim(fromPg(client), 'inside', { key: 'k' }))
  await client.query('commit')
  client.release()
  const amounts = results.map(({ claim }) => claim.reward?.amount ?? 0)
  expect(amounts.filter((amount) => amount < 101 || amount > 109)).toEqual([])
  expect(results.map(({ claim }) => claim.reward?.bonus)).toEqual(amounts.map(() => 100))
  const paid = amounts.reduce((sum, amount) => sum + amount, 0)
  expect(await tally(fresh.pool)).toMatchObject({ claims: 31, entries: 31, paid, balances: paid, broken: 0 })
})

test('an action without a reward cannot have bonuses', () => {
  expect(() => checkInOnce({ reward: null, streakBonuses: true })).toThrow(
    'Expected `streakBonuses` to be false where there is no reward, got `true` (boolean)',
  )
})
