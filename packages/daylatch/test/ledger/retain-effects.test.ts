import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { type Database, retain, verify } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'

const DAY = 86_400_000

function after(days: number): Date {
  return new Date(morning.getTime() + days * DAY)
}

/** A message a day for one client and his number, all sent but those of `open` days. */
async function dailyMessages(db: Database, pool: Pool, days: number, open: readonly number[]): Promise<void> {
  for (let n = 0; n < days; n += 1) {
    await freezeClock(db, after(n))
    const result = await messageOnce().send(db, 'client:7', text(`day ${n}`, { also: ['number:1'] }))
    const state = open.includes(n) ? 'unknown' : 'sent'
    await pool.query(
      `update daylatch.effect set state = $2, due_at = case $2 when 'unknown' then 'infinity'::timestamptz end
       where effect_id = $1`,
      [result.effect?.id, state],
    )
    await pool.query('update daylatch.effect_event set to_state = $2 where effect_id = $1', [
      result.effect?.id,
      state,
    ])
    await pool.query(
      `insert into daylatch.receipt values ('client:7', $1, 1, 'r', 'delivered', null, now(), 1, 'noted')`,
      [result.effect?.id],
    )
  }
}

test('effects that are through go with their claims, events and receipts; open ones stay, and so does the latest', async () => {
  const { db, pool } = await freshDatabase()
  await dailyMessages(db, pool, 4, [1])
  await freezeClock(db, after(100))

  const dry = await retain(db, { before: after(30), dryRun: true })
  const dropped = await retain(db, { before: after(30) })

  expect(dropped).toEqual({ claims: 4, effects: 2, entries: 0, reservations: 0, keys: 0 })
  expect(dry).toEqual(dropped)
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 4, released: 0, effects: 2, events: 2 })
  expect((await pool.query('select from daylatch.receipt')).rowCount).toBe(2)
  const { rows } = await pool.query(`select payload->>'text' as words from daylatch.effect order by asked_at`)
  expect(rows).toEqual([{ words: 'day 1' }, { words: 'day 3' }])
  expect((await verify(db)).problem).toBe(null)
})

test('a live key keeps the effect of another subject that it names', async () => {
  const { db, pool } = await freshDatabase()
  await dailyMessages(db, pool, 1, [])
  await messageOnce().send(db, 'client:8', text('late', { also: ['number:1'] }), { key: 'k' })
  await freezeClock(db, after(1))
  await messageOnce().send(db, 'client:7', text('next', { also: ['number:1'] }))
  await freezeClock(db, after(2))

  expect(await retain(db, { before: after(1.9), evenRecent: true })).toMatchObject({ claims: 0, effects: 0 })
  await freezeClock(db, after(9))
  expect(await retain(db, { before: after(1.9), evenRecent: true })).toMatchObject({ claims: 2, effects: 1 })
  expect((await verify(db)).problem).toBe(null)
})
