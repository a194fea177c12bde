import { barrier, Signal } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { expireReservations, fromPg, grant, release, reserve, settle, spend } from '../../src/index.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, countOutcomes, give, reading, setAside, transaction } from '../support/ledger.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'

const times = <T>(n: number, call: () => Promise<T>): Promise<T>[] => Array.from({ length: n }, call)

test('forty spends of 3 from a balance of 100, by two processes, are thirty-three', async () => {
  const { db, connect } = await freshDatabase()
  await give(db, 'ada', 100)
  const other = connect()
  const spends = [db, other].flatMap((each) =>
    times(20, async () => await spend(each, 'ada', { ...reading, amount: 3 })),
  )
  expect(await countOutcomes(spends)).toEqual({ spent: 33, insufficient: 7 })
  expect(await accountOf(db, 'ada')).toEqual([1, 0, 34])
})

test('the twin, which looks and then takes, overdraws the account', async () => {
  const { db, pool } = await freshDatabase()
  await give(db, 'ada', 10)
  const allHaveLooked = barrier(4)
  const account = `from daylatch.balance where subject = 'ada'`
  await pool.query('alter table daylatch.balance drop constraint balance_check')
  await Promise.all(
    times(4, async () => {
      await transaction(pool, async (client) => {
        const { rows } = await client.query<{ amount: string }>(`select amount ${account}`)
        await allHaveLooked()
        if (Number(rows[0]?.amount) >= 10)
          await client.query(`update daylatch.balance set amount = amount - 10 where subject = 'ada'`)
      })
    }),
  )
  expect((await accountOf(db, 'ada'))[0]).toBe(-30)
})

test('reserves and spends at once never take more than there is', async () => {
  const { db, connect } = await freshDatabase()
  await give(db, 'ada', 100)
  const other = connect()
  const [reserves, spends] = await Promise.all([
    countOutcomes(times(20, async () => await reserve(db, 'ada', { ...reading, amount: 7 }))),
    countOutcomes(times(20, async () => await spend(other, 'ada', { ...reading, amount: 7 }))),
  ])
  expect((reserves['reserved'] ?? 0) + (spends['spent'] ?? 0)).toBe(14)
  expect((reserves['insufficient'] ?? 0) + (spends['insufficient'] ?? 0)).toBe(26)
  const [amount, held] = await accountOf(db, 'ada')
  expect([amount, held]).toEqual([100 - 7 * (spends['spent'] ?? 0), 7 * (reserves['reserved'] ?? 0)])
})

test('a reservation that is settled and released at once ends in one of the two', async () => {
  const { db, connect } = await freshDatabase()
  await give(db, 'ada', 100)
  const other = connect()
  for (let round = 0; round < 5; round += 1) {
    const { id } = await setAside(db, 'ada', 10)
    const [amount] = await accountOf(db, 'ada')
    const outcomes = await Promise.all([settle(db, 'ada', id), release(other, 'ada', id)])
    const [status] = new Set(outcomes.map((outcome) => outcome.status))
    expect(outcomes.map((outcome) => outcome.status)).toEqual([status, status])
    expect((await accountOf(db, 'ada')).slice(0, 2)).toEqual([status === 'settled' ? amount - 10 : amount, 0])
  }
})

test('a settlement that waits while its reservation expires finds it expired, and takes nothing', async () => {
  const { db, pool, connect } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  const { id } = await setAside(db, 'ada', 10, { expiresInMs: 60_000 })
  const client = await pool.connect()
  await client.query('begin')
  await client.query(`select from daylatch.balance where subject = 'ada' for update`)
  const settling = settle(connect(), 'ada', id)
  await someoneBlocked(pool)
  await freezeClock(db, new Date(morning.getTime() + 60_000))
  await client.query('rollback')
  client.release()
  expect(await settling).toEqual({ status: 'expired' })
  expect(await accountOf(db, 'ada')).toEqual([10, 0, 1])
})

test('an expiry that meets a settlement under way leaves it settled', async () => {
  const { db, pool, connect } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  const { id } = await setAside(db, 'ada', 10, { expiresInMs: 60_000 })
  const [isSettling, goOn] = [new Signal(), new Signal()]
  const remove = setPausePoint('before-commit', async () => {
    remove()
    isSettling.set()
    await goOn.done
  })
  const settling = settle(db, 'ada', id)
  await isSettling.done
  await freezeClock(db, new Date(morning.getTime() + 60_000))
  const spending = spend(connect(), 'ada', { ...reading, amount: 1 })
  await someoneBlocked(pool)
  goOn.set()
  expect([(await settling).status, (await spending).status]).toEqual(['settled', 'insufficient'])
  expect([await expireReservations(db), await accountOf(db, 'ada')]).toEqual([0, [0, 0, 2]])
})

test('of two spends of the same units, the second waits for a caller that has not decided yet', async () => {
  const { db, pool, connect } = await freshDatabase()
  await give(db, 'ada', 10)
  const outcomes = await transaction(pool, async (client) => {
    const first = await spend(fromPg(client), 'ada', { ...reading, amount: 10 })
    const second = spend(connect(), 'ada', { ...reading, amount: 10 })
    await someoneBlocked(pool)
    await client.query('rollback')
    return [first.status, (await second).status]
  })
  expect(outcomes).toEqual(['spent', 'spent'])
  expect(await accountOf(db, 'ada')).toEqual([0, 0, 2])
})

test('grants to many accounts in opposite orders, two in a transaction, are all there or undone', async () => {
  const { db, pool } = await freshDatabase()
  for (const subject of ['ada', 'bo']) await give(db, subject, 1)
  const both = async (first: string, second: string): Promise<{ status: string }> =>
    await transaction(pool, async (client) => {
      await grant(fromPg(client), first, { ...reading, amount: 1 })
      return await grant(fromPg(client), second, { ...reading, amount: 1 })
    })
  const counts = await countOutcomes(
    [0, 1, 2, 3].map(async (n) => await (n % 2 === 0 ? both('ada', 'bo') : both('bo', 'ada'))),
  )
  const granted = counts['granted'] ?? 0
  expect(granted + (counts['DEADLOCK'] ?? 0)).toBe(4)
  expect(await Promise.all(['ada', 'bo'].map(async (subject) => await accountOf(db, subject)))).toEqual([
    [1 + granted, 0, 1 + granted],
    [1 + granted, 0, 1 + granted],
  ])
}, 60_000)
