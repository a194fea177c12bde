import { expect, test } from 'vitest'
import { withSession } from '../../src/drivers/database.ts'
import { fromPg, spend } from '../../src/index.ts'
import { hasSpent } from '../../src/ledger/order.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { give, reading } from '../support/ledger.ts'

test('a transaction that has spent is known by it until its end, in development', async () => {
  const { db, pool } = await freshDatabase()
  await give(db, 'ada', 10)
  const client = await pool.connect()
  const joined = fromPg(client)
  const ask = async (): Promise<boolean> =>
    await withSession(joined, async (session) => await hasSpent(joined, session))
  const seen: boolean[] = []
  await client.query('begin')
  seen.push(await ask())
  await spend(joined, 'ada', { ...reading, amount: 11 })
  seen.push(await ask())
  await spend(joined, 'ada', { ...reading, amount: 1 })
  seen.push(await ask())
  await client.query('commit; begin')
  seen.push(await ask())
  await client.query('insert into daylatch.period_counter values (1, 1, 1)')
  seen.push(await ask())
  await client.query('rollback')
  client.release()
  expect(seen).toEqual([false, false, true, false, false])
})
