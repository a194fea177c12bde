import { expect, test } from 'vitest'
import { pruneKeys } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'

test('keys whose time is over are deleted, as many as allowed, and no others', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce()
  const days = async (count: number): Promise<void> =>
    await freezeClock(db, new Date(morning.getTime() + count * 86_400_000))
  await days(0)
  await pool.query(`insert into daylatch.claim_key
    select 'old', 'check-in', n::text, '', gen_random_uuid(), true, daylatch.clock() from generate_series(1, 2500) n`)
  await checkIn.claim(db, 'ada', { key: 'early' })
  await days(1)
  await checkIn.claim(db, 'ada', { key: 'late' })
  expect(await pruneKeys(db, { limit: 1200 })).toBe(1200)
  expect(await pruneKeys(db)).toBe(1300)
  expect(await pruneKeys(db)).toBe(0)
  await days(7)
  expect(await pruneKeys(db)).toBe(1)
  const { rows } = await pool.query('select key from daylatch.claim_key')
  expect(rows).toEqual([{ key: 'late' }])
})
