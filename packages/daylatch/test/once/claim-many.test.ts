import { describe, expect, test } from 'vitest'
import { balances, type ClaimManyResult } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { openTransaction } from '../support/transaction.ts'
import { tally, transactions } from '../support/tally.ts'
import { watchStatements } from '../support/watched-statements.ts'

const members = (count: number): string[] => Array.from({ length: count }, (_, n) => `member-${n}`)

const short = (result: ClaimManyResult): string =>
  result.status === 'failed'
    ? `${result.subject} ${result.error.code}`
    : `${result.subject} ${result.status} ${result.claim.rank}`

describe('claimMany on a pool', () => {
  test('claims for a list in a few transactions, with answers and ranks in its order', async () => {
    const { db, pool } = await freshDatabase()
    const results = await checkInOnce().claimMany(db, members(600))
    expect(results.map(short)).toEqual(members(600).map((subject, n) => `${subject} claimed ${n + 1}`))
    expect(await transactions(pool)).toEqual([1, 87, 256, 256])
    expect(await tally(pool)).toMatchObject({ claims: 600, entries: 600, paid: 15_000, broken: 0 })
  })

  test('claims once for who is in the list twice or has claimed before', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce()
    await checkIn.claim(db, 'cy')
    const results = await checkIn.claimMany(db, ['ada', 'bo', 'ada', 'cy'])
    expect(results.map(short)).toEqual(['ada claimed 2', 'bo claimed 3', 'ada already 2', 'cy already 1'])
    expect((await tally(pool)).paid).toBe(75)
  })

  test('the twin, one insert for a list that was looked through before, pays twice', async () => {
    const { pool } = await freshDatabase()
    await pool.query('create table naive (subject text)')
    await pool.query(`insert into naive
      select s from unnest(array['ada', 'bo', 'ada']) s where not exists (select from naive n where n.subject = s)`)
    expect((await pool.query(`select from naive where subject = 'ada'`)).rowCount).toBe(2)
  })

  test('pays the account that the list or the options name', async () => {
    const { db } = await freshDatabase()
    await checkInOnce().claimMany(db, ['ada', { subject: 'bo', account: '7' }], { account: '3' })
    const accounts = [...(await balances(db, 'ada')), ...(await balances(db, 'bo'))]
    expect(accounts.map(({ account, amount }) => [account, amount])).toEqual([
      ['3', 25],
      ['7', 25],
    ])
  })

  test('gives a failure to the one who is blocked, and verdicts to the others', async () => {
    const { db, pool } = await freshDatabase()
    const stranger = await openTransaction(pool)
    await stranger.client.query(`insert into daylatch.balance (subject, unit, account, amount, version)
      values ('member-7', 'reading', 'main', 0, 0)`)
    const results = await checkInOnce({ lockTimeoutMs: 300 }).claimMany(db, members(40))
    await stranger.end('rollback')
    expect(results.map(({ subject, status }) => `${subject} ${status}`)).toEqual(
      members(40).map((subject, n) => `${subject} ${n === 7 ? 'failed' : 'claimed'}`),
    )
    expect(results[7]).toMatchObject({ error: { code: 'LOCK_TIMEOUT', retryable: true } })
    expect(await tally(pool)).toMatchObject({ claims: 39, paid: 975, broken: 0 })
  })

  test('refuses those for whom there is no room in the queue', async () => {
    const { db, pool } = await freshDatabase()
    const results = await checkInOnce({ maxQueued: 3 }).claimMany(db, members(5))
    expect(results.map(short)).toEqual([
      'member-0 claimed 1',
      'member-1 claimed 2',
      'member-2 claimed 3',
      'member-3 OVERLOADED',
      'member-4 OVERLOADED',
    ])
    expect((await tally(pool)).claims).toBe(3)
  })

  test('refuses a list with a bad subject before anything is claimed', async () => {
    const { db, pool } = await freshDatabase()
    await expect(checkInOnce().claimMany(db, ['ada', ''])).rejects.toThrow(
      'Expected `subjects[1].subject` to be a string of 1 to 200 characters, got `""` (string)',
    )
    expect(await checkInOnce().claimMany(db, [])).toEqual([])
    expect((await tally(pool)).claims).toBe(0)
  })
})

describe('claimMany inside a transaction of the caller', () => {
  test('is one set of statements, which commits or not with the transaction', async () => {
    const { pool } = await freshDatabase()
    const transaction = await openTransaction(pool)
    const names: (string | undefined)[] = []
    const watched = watchStatements(transaction.db, ({ name }) => names.push(name))
    const results = await checkInOnce().claimMany(watched, [...members(50), 'member-3'])
    expect(results.map(short)).toEqual([
      ...members(50).map((subject) => `${subject} claimed null`),
      'member-3 already null',
    ])
    expect(names.filter((name) => name?.startsWith('daylatch_'))).toEqual([
      'daylatch_take_latches_rewarded_ranked_later',
      'daylatch_record_claims_rewarded_ranked_later',
      'daylatch_winners_in_the_way',
    ])
    expect((await tally(pool)).claims).toBe(0)
    await transaction.end('rollback')
    expect(await tally(pool)).toMatchObject({ latches: 0, claims: 0, paid: 0, balances: 0 })
  })

  test('leaves out who is blocked, and the transaction goes on', async () => {
    const { pool } = await freshDatabase()
    const stranger = await openTransaction(pool)
    await stranger.client.query(`insert into daylatch.balance (subject, unit, account, amount, version)
      values ('member-7', 'reading', 'main', 0, 0)`)
    const { client, db, end } = await openTransaction(pool)
    const results = await checkInOnce({ lockTimeoutMs: 200 }).claimMany(db, members(10))
    await client.query('create table mine ()')
    await end('commit')
    await stranger.end('rollback')
    expect(results.map(short)).toEqual(
      members(10).map((subject, n) => `${subject} ${n === 7 ? 'LOCK_TIMEOUT' : 'claimed null'}`),
    )
    expect(await tally(pool)).toMatchObject({ claims: 9, paid: 225, broken: 0 })
    expect((await pool.query('select from mine')).rowCount).toBe(0)
  })

  test('the twin, without savepoints, loses the whole transaction to one blocked row', async () => {
    const { pool } = await freshDatabase()
    await pool.query(`insert into daylatch.balance (subject, unit, account, amount, version)
      values ('member-7', 'reading', 'main', 0, 0)`)
    const stranger = await openTransaction(pool)
    await stranger.client.query('select from daylatch.balance for update')
    const { client, end } = await openTransaction(pool)
    await client.query(`set local lock_timeout = 50`)
    await expect(client.query('update daylatch.balance set amount = 25')).rejects.toMatchObject({
      code: '55P03',
    })
    await expect(client.query('select')).rejects.toMatchObject({ code: '25P02' })
    await end('rollback')
    await stranger.end('rollback')
  })
})
