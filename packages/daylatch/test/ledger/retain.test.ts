import { expect, test } from 'vitest'
import {
  balances,
  day,
  entries,
  ever,
  fromPg,
  once,
  release,
  reservations,
  reserve,
  retain,
  settle,
  spend,
  verify,
} from '../../src/index.ts'
import { freezeClock, restoreClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, countOutcomes, give, reading, setAside, transaction } from '../support/ledger.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const after = (days: number): Date => new Date(morning.getTime() + days * 86_400_000)
const noon = once('daily', {
  per: day({ zone: 'UTC' }),
  reward: { amount: 3, unit: 'reading' },
  cacheSize: 0,
})
const welcome = once('welcome', { per: ever(), reward: { amount: 100, unit: 'reading' }, cacheSize: 0 })

test('what is old goes, sums stay, and what is still needed stays with them', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, after(0))
  const first = await welcome.claim(db, 'ada')
  for (const n of [1, 2, 3]) {
    await freezeClock(db, after(n))
    await noon.claim(db, 'ada', { key: `day-${n}` })
  }
  const kept = await setAside(db, 'ada', 5, { key: 'read:one' })
  await settle(db, 'ada', kept.id)
  await settle(db, 'ada', (await setAside(db, 'ada', 5)).id)
  await release(db, 'ada', (await setAside(db, 'ada', 5)).id)
  const held = await setAside(db, 'ada', 5, { expiresInMs: 366 * 86_400_000 })
  await freezeClock(db, after(70))
  await spend(db, 'ada', { ...reading, amount: 1 })
  const before = await accountOf(db, 'ada')
  expect(before).toEqual([98, 5, 7])

  const old = { claims: 2, effects: 0, entries: 4, reservations: 2, keys: 3 }
  expect(await retain(db, { before: after(5), dryRun: true })).toEqual(old)
  expect((await entries(db, 'ada', reading)).length).toBe(7)
  expect(await retain(db, { before: after(5) })).toEqual(old)
  expect(await retain(db, { before: after(5) })).toEqual({
    claims: 0,
    effects: 0,
    entries: 0,
    reservations: 0,
    keys: 0,
  })

  expect(await accountOf(db, 'ada')).toEqual(before)
  expect((await entries(db, 'ada', reading)).map(({ seq }) => seq)).toEqual([7])
  expect(await welcome.claim(db, 'ada')).toEqual({ ...first, status: 'already' })
  expect((await noon.history(db, 'ada', { limit: 9 })).map(({ period }) => period)).toEqual(['2026-11-25'])
  expect(new Set((await reservations(db, 'ada')).map(({ id }) => id))).toEqual(new Set([kept.id, held.id]))
  const again = await reserve(db, 'ada', { ...reading, amount: 5, key: 'read:one' })
  expect(again).toMatchObject({ replayed: true, reservation: { id: kept.id, state: 'settled' } })
  expect(await settle(db, 'ada', kept.id)).toMatchObject({ status: 'settled', entry: null, replayed: true })
  expect((await verify(db)).problem).toBe(null)
})

test('the claim that a latch names goes, with its entry, once a later one is named', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, after(0))
  await noon.claim(db, 'ada')
  await freezeClock(db, after(70))
  expect(await retain(db, { before: after(2) })).toEqual({
    claims: 0,
    effects: 0,
    entries: 0,
    reservations: 0,
    keys: 0,
  })
  expect((await noon.claim(db, 'ada')).claim).toMatchObject({ streak: 1, reward: { balance: 6 } })
  expect(await retain(db, { before: after(2) })).toEqual({
    claims: 1,
    effects: 0,
    entries: 1,
    reservations: 0,
    keys: 0,
  })
  expect((await pool.query('select seq::int from daylatch.entry')).rows).toEqual([{ seq: 2 }])
  expect((await verify(db)).problem).toBe(null)
})

test('its twin, which drops the entries of claims that stay, leaves records that cannot be told', async () => {
  const { db, pool } = await freshDatabase()
  await welcome.claim(db, 'ada')
  await pool.query('delete from daylatch.entry')
  expect(await outcomeOf(welcome.claim(db, 'ada'))).toBe('INCONSISTENT')
})

test('a live key keeps its claim, and a young key its entry', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, after(0))
  await noon.claim(db, 'ada', { key: 'a' })
  await spend(db, 'ada', { ...reading, amount: 1, key: 'b' })
  await freezeClock(db, after(2))
  await noon.claim(db, 'ada')
  const dropped = await retain(db, { before: after(1.9), evenRecent: true })
  expect(dropped).toEqual({ claims: 0, effects: 0, entries: 0, reservations: 0, keys: 0 })
  expect((await noon.claim(db, 'ada', { key: 'a' })).claim.period).toBe('2026-11-22')
  await freezeClock(db, after(8))
  expect(await retain(db, { before: after(1.9), evenRecent: true })).toEqual({
    claims: 1,
    effects: 0,
    entries: 2,
    reservations: 0,
    keys: 1,
  })
  expect((await verify(db)).problem).toBe(null)
})

test('a long change log goes in several transactions, each with its checkpoint', async () => {
  const { db, pool } = await freshDatabase()
  await pool.query(`insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, entered_at)
    select 'ada', 'reading', 'main', n, 'grant', 2, 2 * n, clock_timestamp() - interval '100 days' from generate_series(1, 2500) n`)
  await pool.query(`insert into daylatch.balance values ('ada', 'reading', 'main', 5000, 0, 2500)`)
  await give(db, 'ada', 7)
  const progress: (readonly number[])[] = []
  const before = new Date(Date.now() - 90 * 86_400_000)
  const dropped = await retain(db, { before, onProgress: (...counts) => void progress.push(counts) })
  expect([dropped.entries, progress]).toEqual([2500, [[1, 1]]])
  expect((await pool.query('select seq::int, amount::int from daylatch.checkpoint')).rows).toEqual([
    { seq: 2500, amount: 5000 },
  ])
  const { rows } = await pool.query(`select count(distinct xmin::text)::int as n from daylatch.entry`)
  expect(rows).toEqual([{ n: 1 }])
  expect(await verify(db)).toEqual({
    subjects: 1,
    accounts: 1,
    entries: 1,
    claims: 0,
    effects: 0,
    problem: null,
  })
}, 60_000)

test('check-ins and spends go on while it runs, and everything agrees after', async () => {
  const { db, pool, connect } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  const members = Array.from({ length: 120 }, (_, n) => `member-${n}`)
  for (const days of [-100, -99, -98, -97]) {
    await freezeClock(db, new Date(Date.now() + days * 86_400_000))
    await Promise.all(members.map(async (member) => await checkIn.claim(db, member)))
  }
  await restoreClock(db)
  const other = connect()
  const [dropped, claims, spends] = await Promise.all([
    retain(connect(), { before: new Date(Date.now() - 90 * 86_400_000) }),
    countOutcomes(members.map(async (member) => await checkIn.claim(other, member))),
    countOutcomes(members.map(async (member) => await spend(db, member, { ...reading, amount: 30 }))),
  ])
  expect([claims, spends]).toEqual([{ claimed: 120 }, { spent: 120 }])
  // Those that a latch named at the moment stay until the next run.
  const rest = await retain(db, { before: new Date(Date.now() - 90 * 86_400_000) })
  expect([dropped.claims + rest.claims, dropped.entries + rest.entries]).toEqual([480, 480])
  const { rows } = await pool.query('select sum(amount)::int as left from daylatch.balance')
  expect(rows).toEqual([{ left: 120 * (5 * 25 - 30) }])
  expect(await verify(db, { rangeSize: 50 })).toMatchObject({ subjects: 120, claims: 120, problem: null })
}, 60_000)

test('its twin, which drops entries without a checkpoint, is found by verify', async () => {
  const { db, pool } = await freshDatabase()
  await give(db, 'ada', 1)
  await give(db, 'ada', 2)
  await pool.query('delete from daylatch.entry where seq = 1')
  expect((await verify(db)).problem).toMatchObject({ subject: 'ada', table: 'entry', rule: 'sequence' })
})

test('a time that is not past, or so recent that make-ups may reach it, is refused', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, after(0))
  const refusals = [
    async () => await retain(db, { before: after(0.1), evenRecent: true }),
    async () => await retain(db, { before: after(-61) }),
    async () => await retain(db, { before: new Date('nonsense') }),
    async () =>
      await transaction(pool, async (client) => await retain(fromPg(client), { before: after(-99) })),
  ]
  for (const refused of refusals) expect(await outcomeOf(refused())).toBe('BAD_OPTION')
  expect(await balances(db, 'ada')).toEqual([])
})
