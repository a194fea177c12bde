import { waitFor } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { correct, type Database, fromPg, grant, reserve, settle, spend } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, countOutcomes, give, reading, setAside, transaction } from '../support/ledger.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const by = { reason: 'r', actor: 'a' }
const operations: readonly (readonly [string, (db: Database, key: string) => Promise<{ status: string }>])[] =
  [
    ['grant', async (db, key) => await grant(db, 'ada', { ...reading, amount: 5, key })],
    ['spend', async (db, key) => await spend(db, 'ada', { ...reading, amount: 5, key })],
    ['correct', async (db, key) => await correct(db, 'ada', { ...reading, amount: -5, key, ...by })],
    ['reserve', async (db, key) => await reserve(db, 'ada', { ...reading, amount: 5, key })],
  ]

describe.each(operations)('the key of %s', (name, run) => {
  test('makes the same call again the same answer, on a pool and in a transaction', async () => {
    const { db, pool } = await freshDatabase()
    await give(db, 'ada', 100)
    const first = await run(db, 'k1')
    const account = await accountOf(db, 'ada')
    expect(await run(db, 'k1')).toEqual({ ...first, replayed: true })
    const joined = await transaction(pool, async (client) => await run(fromPg(client), 'k1'))
    expect(joined).toEqual({ ...first, replayed: true })
    expect(await accountOf(db, 'ada')).toEqual(account)
  })

  test('lets one of eight at once through, and gives the others its answer', async () => {
    const { db, connect } = await freshDatabase()
    await give(db, 'ada', 100)
    const others = connect()
    const calls = Array.from({ length: 8 }, async (_, n) => await run(n % 2 === 0 ? db : others, 'k1'))
    const counts = await countOutcomes(calls)
    const status = name === 'grant' ? 'granted' : name === 'correct' ? 'corrected' : (await calls[0])?.status
    expect(counts).toEqual({ [`${status}`]: 1, [`${status} again`]: 7 })
    const moved = { grant: [105, 0, 2], spend: [95, 0, 2], correct: [95, 0, 2], reserve: [100, 5, 1] }[name]
    expect(await accountOf(db, 'ada')).toEqual(moved)
  })

  test('refuses every other operation under it', async () => {
    const { db } = await freshDatabase()
    await give(db, 'ada', 100)
    await run(db, 'k1')
    const account = await accountOf(db, 'ada')
    for (const [other, runOther] of operations.filter(([each]) => each !== name)) {
      expect([other, await outcomeOf(runOther(db, 'k1'))]).toEqual([other, 'KEY_REUSED'])
    }
    expect(await accountOf(db, 'ada')).toEqual(account)
  })

  test('after a lost answer tells what became of it', async () => {
    const { url, db, connect } = await freshDatabase()
    await give(db, 'ada', 100)
    const proxy = await cuttingProxy(url, 'before its answer comes back')
    expect(await outcomeOf(run(connect({ url: proxy.url }), 'k1'))).toBe('CONNECTION_LOST')
    expect(await run(db, 'k1')).toMatchObject({ replayed: true })
  })
})

test('the same key with another amount, unit or account is refused', async () => {
  const { db } = await freshDatabase()
  await grant(db, 'ada', { ...reading, amount: 5, key: 'k1' })
  await reserve(db, 'ada', { ...reading, amount: 5, key: 'k2' })
  for (const options of [
    { unit: 'reading', amount: 6 },
    { unit: 'coins', amount: 5 },
    { unit: 'reading', account: 'second', amount: 5 },
  ]) {
    expect(await outcomeOf(grant(db, 'ada', { ...options, key: 'k1' }))).toBe('KEY_REUSED')
    expect(await outcomeOf(reserve(db, 'ada', { ...options, key: 'k2' }))).toBe('KEY_REUSED')
  }
  expect(await accountOf(db, 'ada')).toEqual([5, 5, 1])
})

test.each(operations.filter(([name]) => name !== 'grant'))(
  '%s that finds too little, because its own key has just taken it, gives the first answer',
  async (_name, run) => {
    const { db, pool } = await freshDatabase()
    await give(db, 'ada', 5)
    const { first, second } = await transaction(pool, async (client) => {
      const done = await run(fromPg(client), 'k1')
      const late = run(db, 'k1')
      await waitFor('the second one to wait', async () => {
        const blocked = `select from pg_stat_activity
          where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
        return (await pool.query(blocked)).rowCount === 1
      })
      return { first: done, second: late }
    })
    expect(await second).toEqual({ ...first, replayed: true })
  },
)

test('a key is its subject’s own', async () => {
  const { db } = await freshDatabase()
  expect((await grant(db, 'ada', { ...reading, amount: 5, key: 'k1' })).replayed).toBe(false)
  expect((await grant(db, 'bo', { ...reading, amount: 6, key: 'k1' })).replayed).toBe(false)
})

test('a key whose reservation was settled gives that reservation; released, a new one', async () => {
  const { db } = await freshDatabase()
  await give(db, 'ada', 10)
  const { id } = await setAside(db, 'ada', 5, { key: 'k1' })
  await settle(db, 'ada', id)
  expect(await reserve(db, 'ada', { ...reading, amount: 5, key: 'k1' })).toMatchObject({
    reservation: { id, state: 'settled', seq: 2 },
    replayed: true,
  })
  expect(await accountOf(db, 'ada')).toEqual([5, 0, 2])
})

test('its twin, without the unique index, pays every one of those who looked at once', async () => {
  const { pool, connect } = await freshDatabase()
  await pool.query('drop index daylatch.entry_key')
  await pool.query(`create function linger() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(7); return new; end $$`)
  await pool.query(
    'create trigger linger before insert on daylatch.entry for each row execute function linger()',
  )
  const holder = await pool.connect()
  await holder.query('select pg_advisory_lock(7)')
  // An account each, so that they do not meet before the key's index would.
  const all = Promise.all(
    ['a', 'b', 'c', 'd'].map(
      async (account) => await grant(connect(), 'ada', { ...reading, account, amount: 5, key: 'k1' }),
    ),
  )
  const waiting = `select from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`
  await waitFor('all four behind the look-up', async () => (await pool.query(waiting)).rowCount === 4)
  await holder.query('select pg_advisory_unlock(7)')
  holder.release()
  expect((await all).map(({ replayed }) => replayed)).toEqual([false, false, false, false])
  expect((await pool.query('select sum(amount)::int as n from daylatch.balance')).rows).toEqual([{ n: 20 }])
})
