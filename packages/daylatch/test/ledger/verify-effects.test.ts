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
import { messageOnce, text } from '../support/messages.ts'

const tomorrow = new Date(morning.getTime() + 86_400_000)
const of = `subject = 'client:1'`

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

const breaks: readonly (readonly [rule: string, table: string, sql: string])[] = [
  [
    'effect-claim',
    'effect',
    `delete from daylatch.latch where subject = 'number:1'; delete from daylatch.claim where subject = 'number:1'`,
  ],
  ['effect-differs', 'effect', `update daylatch.effect set period = '2020-01-01' where ${of}`],
  [
    'effect-differs',
    'effect',
    `update daylatch.claim set effect_id = gen_random_uuid() where subject = 'number:1'`,
  ],
  [
    'effect-twice',
    'effect',
    `update daylatch.effect set subjects[2] = subjects[1], claim_ids[2] = claim_ids[1] where ${of}`,
  ],
  ['effect-released', 'effect', `update daylatch.effect set state = 'cancelled', due_at = null where ${of}`],
  [
    'effect-released',
    'effect',
    `update daylatch.claim set released_at = now() where subject = 'number:1';
     update daylatch.latch set released = true, claims = 0 where subject = 'number:1'`,
  ],
  ['effect-released', 'effect', `update daylatch.effect set state = 'sent' where subject = 'client:2'`],
  [
    'claim-effect',
    'claim',
    `delete from daylatch.effect_event where ${of}; delete from daylatch.effect where ${of}`,
  ],
  ['event-gap', 'effect', `delete from daylatch.effect_event where ${of}`],
  ['event-gap', 'effect', `update daylatch.effect_event set seq = 7 where subject = 'client:3' and seq = 3`],
  ['event-gap', 'effect', `update daylatch.effect set events = 2 where ${of}`],
  [
    'event-order',
    'effect',
    `update daylatch.effect_event set from_state = 'held' where subject = 'client:3' and seq = 2`,
  ],
  ['event-state', 'effect', `update daylatch.effect_event set to_state = 'held' where ${of}`],
  ['event-attempt', 'effect', `update daylatch.effect set attempt = 0 where subject = 'client:3'`],
]

test('for every rule, the table of the row that was changed by hand is named', async () => {
  const { db, pool } = await freshDatabase()
  await smallWorld(db)
  const restore = await restorer(pool)

  for (const [rule, table, sql] of breaks) {
    await pool.query(sql)
    expect([sql, (await verify(db)).problem]).toMatchObject([sql, { rule, table }])
    await restore()
  }

  expect((await verify(db)).problem).toBe(null)
})
