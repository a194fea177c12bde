import { describe, expect, test } from 'vitest'
import { correct, entries, fromPg, grant, type GrantOptions, spend } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, give, reading, setAside, transaction } from '../support/ledger.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const blank = { claimId: null, reservationId: null, key: null, reason: null, actor: null }
const account = { unit: 'reading', account: 'main' }

test('what is granted and spent stands in the change log, newest first, with the running balance', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await grant(db, 'ada', { ...reading, amount: 25, reason: 'welcome', actor: 'staff-1' })
  const spent = await spend(db, 'ada', { ...reading, amount: 10, key: 'k1' })
  const first = { seq: 1, kind: 'grant', amount: 25, balance: 25, reason: 'welcome', actor: 'staff-1' }
  const second = { seq: 2, kind: 'spend', amount: -10, balance: 15, key: 'k1' }
  const log = [second, first].map((line) => ({ ...account, ...blank, ...line, enteredAt: morning }))
  expect(spent).toEqual({ status: 'spent', entry: log[0], replayed: false })
  expect(await entries(db, 'ada', reading)).toEqual(log)
  expect(await accountOf(db, 'ada')).toEqual([15, 0, 2])
})

test('the change log is read page by page, each account by itself', async () => {
  const { db } = await freshDatabase()
  for (const amount of [1, 2, 3, 4, 5]) await give(db, 'ada', amount)
  await grant(db, 'ada', { ...reading, account: 'second', amount: 9 })
  const page = async (before?: number): Promise<readonly number[]> =>
    (await entries(db, 'ada', { ...reading, limit: 2, ...(before === undefined ? {} : { before }) })).map(
      ({ seq }) => seq,
    )
  expect([await page(), await page(4), await page(2), await page(1)]).toEqual([[5, 4], [3, 2], [1], []])
})

test('too little is an answer, and leaves everything untouched', async () => {
  const { db, pool } = await freshDatabase()
  expect(await spend(db, 'ada', { ...reading, amount: 1 })).toEqual({
    status: 'insufficient',
    amount: 0,
    held: 0,
    needed: 1,
  })
  expect((await pool.query('select from daylatch.balance')).rowCount).toBe(0)
  await give(db, 'ada', 10)
  await setAside(db, 'ada', 4)
  const refused = { status: 'insufficient', amount: 10, held: 4, needed: 7 }
  expect(await spend(db, 'ada', { ...reading, amount: 7, key: 'k1' })).toEqual(refused)
  expect(await accountOf(db, 'ada')).toEqual([10, 4, 1])
  expect((await spend(db, 'ada', { ...reading, amount: 6, key: 'k1' })).status).toBe('spent')
})

describe('a correction', () => {
  const by = { reason: 'paid twice in May', actor: 'staff-1' }

  test('is one more entry with its reason and actor, up or down', async () => {
    const { db } = await freshDatabase()
    await correct(db, 'ada', { ...reading, amount: 30, ...by })
    const result = await correct(db, 'ada', { ...reading, amount: -25, ...by })
    expect(result).toMatchObject({
      status: 'corrected',
      replayed: false,
      entry: { seq: 2, kind: 'correction', amount: -25, balance: 5, ...by },
    })
    expect(await accountOf(db, 'ada')).toEqual([5, 0, 2])
  })

  test('does not take what is set aside', async () => {
    const { db } = await freshDatabase()
    await give(db, 'ada', 10)
    await setAside(db, 'ada', 4)
    const result = await correct(db, 'ada', { ...reading, amount: -7, ...by })
    expect(result).toEqual({ status: 'insufficient', amount: 10, held: 4, needed: 7 })
    expect(await accountOf(db, 'ada')).toEqual([10, 4, 1])
  })

  test('without a reason, without an actor, or of nothing is refused', async () => {
    const { db } = await freshDatabase()
    for (const options of [
      { amount: 1, reason: ' ', actor: 'staff-1' },
      { amount: 1, reason: 'a', actor: '' },
      { amount: 0, ...by },
    ]) {
      const refused = await outcomeOf(correct(db, 'ada', { ...reading, ...options }))
      expect([options, refused]).toEqual([options, 'BAD_OPTION'])
    }
  })
})

test('a balance that could not be counted exactly any more is refused, and stays as it was', async () => {
  const { db } = await freshDatabase()
  const most = Number.MAX_SAFE_INTEGER
  await give(db, 'ada', most - 1)
  const by = { reason: 'r', actor: 'a' }
  expect(await outcomeOf(grant(db, 'ada', { ...reading, amount: 2 }))).toBe('BAD_OPTION')
  expect(await outcomeOf(correct(db, 'ada', { ...reading, amount: most, ...by }))).toBe('BAD_OPTION')
  expect((await grant(db, 'ada', { ...reading, amount: 1 })).entry.balance).toBe(most)
  const claims = ['ada', 'bo'].map(async (subject) => await outcomeOf(checkInOnce().claim(db, subject)))
  expect(await Promise.all(claims)).toEqual(['DATABASE', 'fulfilled'])
  expect(await spend(db, 'ada', { ...reading, amount: most })).toMatchObject({ entry: { balance: 0 } })
})

test('what is no amount, unit, account, key or reason is refused before anything is sent', async () => {
  const { db, pool } = await freshDatabase()
  const bad: readonly GrantOptions[] = [
    ...[1.5, 0, -1, 2 ** 53, Number.NaN, '1' as unknown as number].map((amount) => ({ ...reading, amount })),
    { unit: '', amount: 1 },
    { unit: 'reading', account: 'a\0', amount: 1 },
    { unit: 'reading', amount: 1, key: '' },
    { unit: 'reading', amount: 1, reason: '  ' },
  ]
  for (const options of bad) {
    expect([options, await outcomeOf(grant(db, 'ada', options))]).toEqual([options, 'BAD_OPTION'])
    expect([options, await outcomeOf(spend(db, 'ada', options))]).toEqual([options, 'BAD_OPTION'])
  }
  expect((await pool.query('select from daylatch.entry')).rowCount).toBe(0)
})

describe('in a transaction of the caller', () => {
  test('a spend that the caller rolls back was never there', async () => {
    const { db, pool } = await freshDatabase()
    await give(db, 'ada', 10)
    const undone = transaction(pool, async (client) => {
      expect((await spend(fromPg(client), 'ada', { ...reading, amount: 10 })).status).toBe('spent')
      throw new Error('the caller changes his mind')
    })
    expect(await outcomeOf(undone)).toBe('Error: the caller changes his mind')
    expect(await accountOf(db, 'ada')).toEqual([10, 0, 1])
    expect((await entries(db, 'ada', reading)).length).toBe(1)
  })

  test('its writes and the spend commit together, and too little does not end it', async () => {
    const { db, pool } = await freshDatabase()
    await pool.query('create table book (reader text)')
    await give(db, 'ada', 10)
    await transaction(pool, async (client) => {
      const joined = fromPg(client)
      expect((await spend(joined, 'ada', { ...reading, amount: 11 })).status).toBe('insufficient')
      expect((await spend(joined, 'ada', { ...reading, amount: 4 })).status).toBe('spent')
      await client.query(`insert into book values ('ada')`)
      expect(await accountOf(db, 'ada')).toEqual([10, 0, 1])
    })
    expect(await accountOf(db, 'ada')).toEqual([6, 0, 2])
  })
})
