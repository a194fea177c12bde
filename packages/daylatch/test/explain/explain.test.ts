import { expect, test } from 'vitest'
import {
  type ActionExplanation,
  type Database,
  correct,
  day,
  ever,
  explain,
  type Explanation,
  once,
  reserve,
} from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'

const shanghai = checkInOnce({ cacheSize: 0 })
const newYork = checkInOnce({ cacheSize: 0, per: day({ zone: 'America/New_York', resetAt: '08:00' }) })

async function at(db: Database, instant: string): Promise<void> {
  await freezeClock(db, new Date(instant))
}

async function explained(
  db: Database,
  actions = [shanghai],
): Promise<{ explanation: Explanation; action: ActionExplanation }> {
  const explanation = await explain(db, 'ada', { actions })
  const [action] = explanation.actions
  if (action === undefined) throw new TypeError('Expected one action')
  return { explanation, action }
}

test('an action that was never claimed is open', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T10:00:00+08:00')
  const { explanation, action } = await explained(db)
  expect(explanation).toMatchObject({ subject: 'ada', accounts: [], reservations: [], keys: [] })
  expect(explanation.at).toEqual(new Date('2026-11-22T10:00:00+08:00'))
  expect(action).toMatchObject({
    verdict: { state: 'open', why: 'never-claimed' },
    claimed: 0,
    claims: [],
    missed: [],
  })
  expect(action.running?.key).toBe('2026-11-22')
})

test('a claim at 07:59 is of the day that ends at 08:00, and says so', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T07:59:59+08:00')
  await shanghai.claim(db, 'ada')
  await at(db, '2026-11-22T08:00:00+08:00')
  const { action } = await explained(db)
  expect(action.verdict).toEqual({ state: 'open', why: 'earlier-period' })
  expect(action.claims.map(({ period, notes }) => [period, notes])).toEqual([
    ['2026-11-21', [{ note: 'other-date', localDate: '2026-11-22', localTime: '07:59' }]],
  ])
})

test('a claimed period is closed by its claim, until the next one begins', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T10:00:00+08:00')
  const { claim } = await shanghai.claim(db, 'ada')
  expect((await explained(db)).action.verdict).toEqual({
    state: 'closed',
    why: 'claimed',
    claimId: claim.id,
    period: '2026-11-22',
    opensAt: new Date('2026-11-23T08:00:00+08:00'),
  })
})

test('a claim by another zone is told: its bounds then and now, and that it still runs', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T07:00:00Z')
  await newYork.claim(db, 'ada')
  const { action } = await explained(db)
  expect(action.running?.key).toBe('2026-11-22')
  // The 21st of New York ends at 13:00 UTC; from then on the 22nd of Shanghai, which began at 00:00 UTC, can be claimed.
  expect(action.verdict).toMatchObject({
    state: 'closed',
    why: 'still-runs',
    period: '2026-11-21',
    opensAt: new Date('2026-11-22T13:00:00Z'),
  })
  expect(action.claims[0]?.notes).toEqual([
    { note: 'other-date', localDate: '2026-11-22', localTime: '02:00' },
    { note: 'other-zone', now: 'Asia/Shanghai' },
    {
      note: 'other-bounds',
      startsAt: new Date('2026-11-21T00:00:00Z'),
      endsAt: new Date('2026-11-22T00:00:00Z'),
    },
  ])
})

test('a period that carries the claimed name again after a change of zone is not a later one', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T02:00:00Z')
  await shanghai.claim(db, 'ada')
  // In Shanghai the 23rd has begun; in New York it is the 22nd until 13:00 UTC.
  await at(db, '2026-11-23T01:00:00Z')
  expect((await explained(db, [newYork])).action.verdict).toMatchObject({
    state: 'closed',
    why: 'not-later',
    period: '2026-11-22',
    opensAt: new Date('2026-11-23T13:00:00Z'),
  })
})

test('once for ever is closed for ever', async () => {
  const { db } = await freshDatabase()
  const welcome = once('welcome', { per: ever() })
  await welcome.claim(db, 'ada')
  const { action } = await explained(db, [welcome])
  expect(action).toMatchObject({ verdict: { state: 'closed', why: 'claimed', opensAt: null }, missed: [] })
})

test('an action that the caller does not know is told as far as its rows go', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T10:00:00+08:00')
  await shanghai.claim(db, 'ada')
  const { action } = await explained(db, [])
  expect(action).toMatchObject({ action: 'check-in', rule: null, running: null, missed: [], claimed: 1 })
  expect(action.verdict).toMatchObject({ state: 'closed', why: 'claimed', period: '2026-11-22' })
})

test('days that nobody claimed are named, the latest first', async () => {
  const { db } = await freshDatabase()
  for (const date of ['2026-11-17', '2026-11-19', '2026-11-20']) {
    await at(db, `${date}T10:00:00+08:00`)
    await shanghai.claim(db, 'ada')
  }
  await at(db, '2026-11-22T10:00:00+08:00')
  const { action } = await explained(db)
  expect(action.missed).toEqual(['2026-11-21', '2026-11-18'])
  expect(action.claims.map(({ period, streak }) => [period, streak])).toEqual([
    ['2026-11-20', 2],
    ['2026-11-19', 1],
    ['2026-11-17', 1],
  ])
})

test('accounts, corrections, keys and amounts set aside are told with who, why and until when', async () => {
  const { db } = await freshDatabase()
  await at(db, '2026-11-22T10:00:00+08:00')
  const { claim } = await shanghai.claim(db, 'ada', { account: '2', key: 'phone-1' })
  await shanghai.claim(db, 'ada', { account: '2', key: 'phone-2' })
  const account = { unit: 'reading', account: '2' }
  await correct(db, 'ada', { ...account, amount: -5, reason: 'paid by mistake', actor: 'boss' })
  await reserve(db, 'ada', { ...account, amount: 3, key: 'article', expiresInMs: 60_000 })

  const { explanation, action } = await explained(db)

  expect(action.claims[0]?.reward).toMatchObject({ account: '2', amount: 25, balance: 25, seq: 1 })
  const [held] = explanation.accounts
  expect(held).toMatchObject({ ...account, amount: 20, held: 3 })
  expect(held?.entries.map(({ kind, amount, actor, reason }) => [kind, amount, actor, reason])).toEqual([
    ['correction', -5, 'boss', 'paid by mistake'],
    ['reward', 25, null, null],
  ])
  expect(explanation.reservations).toMatchObject([{ state: 'held', amount: 3, key: 'article' }])
  const keys = explanation.keys.map(({ key, won, claimId }) => [
    key,
    { won, isThisClaim: claimId === claim.id },
  ])
  expect(Object.fromEntries(keys)).toEqual({
    'phone-1': { won: true, isThisClaim: true },
    'phone-2': { won: false, isThisClaim: true },
  })
})

test('a claim whose entry retention has dropped is still told, without the balance of then', async () => {
  const { db, pool } = await freshDatabase()
  await shanghai.claim(db, 'ada')
  await pool.query('delete from daylatch.entry')
  expect((await explained(db)).action.claims[0]?.reward).toMatchObject({ amount: 25, balance: null })
})
