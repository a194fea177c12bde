import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { type Database, verify } from '../../src/index.ts'
import { atomically } from '../../src/drivers/atomically.ts'
import { applyMoves } from '../../src/effect/moves/apply-moves.ts'
import { moveToRunningPeriod } from '../../src/effect/running-period.ts'
import { releaseClaims } from '../../src/effect/release-claims.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectBreaks } from './support/effect-breaks.ts'
import { messageOnce, text } from '../support/messages.ts'

const tomorrow = new Date(morning.getTime() + 86_400_000)
const tables = ['latch', 'claim', 'effect', 'effect_event']

async function restorer(pool: Pool): Promise<() => Promise<void>> {
  await pool.query(tables.map((table) => `create table kept_${table} as table daylatch.${table}`).join('; '))
  return async () => {
    await pool.query(`truncate ${tables.map((table) => `daylatch.${table}`).join(', ')}, daylatch.receipt`)
    await pool.query(tables.map((table) => `insert into daylatch.${table} table kept_${table}`).join('; '))
  }
}

/** A message that waits, one that was cancelled, one that failed and kept its slot, and one that moved to the next day. */
async function smallWorld(db: Database): Promise<void> {
  await freezeClock(db, morning)
  const message = messageOnce()
  const results = await message.sendMany(
    db,
    [1, 2, 3, 4].map((n) => ({ subject: `client:${n}`, ...text('hello', { also: [`number:${n}`] }) })),
  )
  const [, second, third, fourth] = results.flatMap((one) => (one.status === 'queued' ? [one.effect] : []))
  if (second === undefined || third === undefined || fourth === undefined) throw new Error('Expected four')
  const by = { reason: 'test', actor: 'kim' }
  await atomically(db, { lockTimeoutMs: 5000 }, async (session) => {
    await applyMoves(session, [
      { subject: second.subject, id: second.id, from: ['pending'], to: 'cancelled', ...by },
      { subject: third.subject, id: third.id, from: ['pending'], to: 'sending', dueInMs: 1000, ...by },
      { subject: third.subject, id: third.id, from: ['sending'], to: 'failed', ...by },
    ])
    await releaseClaims(session, [second])
  })
  await freezeClock(db, tomorrow)
  await atomically(db, { lockTimeoutMs: 5000 }, async (session) => {
    await moveToRunningPeriod(session, message, [fourth])
  })
}

test('everything agrees after sends, a cancellation, a failure and a move to the next period', async () => {
  const { db } = await freshDatabase()
  await smallWorld(db)

  expect(await verify(db)).toEqual({
    subjects: 8,
    accounts: 0,
    entries: 0,
    claims: 10,
    effects: 4,
    problem: null,
  })
})

test('for every rule, the table of the row that was changed by hand is named', async () => {
  const { db, pool } = await freshDatabase()
  await smallWorld(db)
  const restore = await restorer(pool)

  for (const [rule, table, sql] of effectBreaks) {
    await pool.query(sql)
    expect([sql, (await verify(db)).problem]).toMatchObject([sql, { rule, table }])
    await restore()
  }

  expect((await verify(db)).problem).toBe(null)
})
