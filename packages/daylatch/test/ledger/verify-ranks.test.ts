import { expect, test } from 'vitest'
import { type Database, retain, verify } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { rankBreaks } from './support/rank-breaks.ts'

const day = 86_400_000

/** Three subjects claim on each of two days. */
async function claims(db: Database): Promise<void> {
  const checkIn = checkInOnce({ cacheSize: 0 })
  for (const index of [0, 1]) {
    await freezeClock(db, new Date(morning.getTime() + index * day))
    for (const subject of ['ada', 'mo', 'zoe']) await checkIn.claim(db, subject)
  }
}

test('verify names a period whose ranks and counter disagree', async () => {
  const { db, pool } = await freshDatabase()
  await claims(db)
  expect((await verify(db)).problem).toBeNull()
  await pool.query(
    'create table kept as table daylatch.claim; create table counted as table daylatch.period_counter',
  )
  for (const [rule, sql, text] of rankBreaks) {
    await pool.query(sql)
    const period = sql.includes('T00') ? '2026-11-22T00' : '2026-11-22'
    const row = { action: 'check-in', period }
    expect([sql, (await verify(db, { rangeSize: 2 })).problem]).toEqual([
      sql,
      { subject: '', table: 'period_counter', row, rule, text },
    ])
    await pool.query(`
      truncate daylatch.claim, daylatch.period_counter;
      insert into daylatch.claim table kept; insert into daylatch.period_counter table counted`)
  }
  expect((await verify(db)).problem).toBeNull()
})

test('what retention has dropped is no gap, and a rank that two have is found all the same', async () => {
  const { db, pool } = await freshDatabase()
  await claims(db)
  // The first day's claims go; the second day's are named by the latches.
  const before = new Date(morning.getTime() + day)
  expect(await retain(db, { before, evenRecent: true })).toMatchObject({ claims: 3 })
  await freezeClock(db, new Date(morning.getTime() + 2 * day))
  expect((await verify(db)).problem).toBeNull()
  await pool.query(`update daylatch.claim set rank = 2 where period = '2026-11-23' and rank = 3`)
  expect((await verify(db)).problem).toMatchObject({ rule: 'rank-twice', row: { period: '2026-11-23' } })
})
