import { barrier } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

describe('the latch', () => {
  test('its twin, look first and insert then, pays every session that looked', async () => {
    const { pool } = await freshDatabase()
    await pool.query('create table naive (subject text, day date)')
    const allHaveLooked = barrier(4)
    const paid = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = await pool.connect()
        await client.query('begin')
        const seen = await client.query(`select from naive where subject = 'ada' and day = '2026-11-22'`)
        await allHaveLooked()
        if (seen.rowCount === 0) await client.query(`insert into naive values ('ada', '2026-11-22')`)
        await client.query('commit')
        client.release()
        return seen.rowCount === 0
      }),
    )
    expect(paid).toEqual([true, true, true, true])
    expect((await pool.query('select from naive')).rowCount).toBe(4)
  })
})

describe('the unique index behind the latch', () => {
  test('keeps a period from being claimed twice when the latch is gone', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ cacheSize: 0 })
    const first = await checkIn.claim(db, 'ada')
    await pool.query('delete from daylatch.latch')
    expect(await checkIn.claim(db, 'ada')).toEqual({ ...first, status: 'already' })
    expect(await tally(pool)).toEqual({
      latches: 0,
      claims: 1,
      entries: 1,
      paid: 25,
      balances: 25,
      broken: 0,
    })
  })

  test('its twin, without the index, pays twice', async () => {
    const { db, pool } = await freshDatabase()
    const checkIn = checkInOnce({ cacheSize: 0 })
    await checkIn.claim(db, 'ada')
    await pool.query('delete from daylatch.latch')
    await pool.query('drop index daylatch.claim_once')
    expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
    expect((await tally(pool)).paid).toBe(50)
  })
})

test('the money of a claim that fails behind it is taken back', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  await pool.query('alter table daylatch.entry add check (amount < 0) not valid')
  await expect(checkInOnce().claim(db, 'ada')).rejects.toMatchObject({
    code: 'DATABASE',
    cause: { code: '23514' },
  })
  expect(await tally(pool)).toEqual({ latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 })
})
