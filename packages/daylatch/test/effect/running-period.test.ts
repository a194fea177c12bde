import { expect, test } from 'vitest'
import { day, type Database, type EffectRecord, type Once } from '../../src/index.ts'
import { atomically } from '../../src/drivers/atomically.ts'
import { type MovedToRunningPeriod, moveToRunningPeriod } from '../../src/effect/running-period.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'

const nextMorning = new Date(morning.getTime() + 86_400_000)

async function queued(db: Database, subject: string, also: readonly string[] = []): Promise<EffectRecord> {
  const result = await messageOnce().send(db, subject, text('hello', { also }))
  if (result.status !== 'queued') throw new Error('Expected it to be queued')
  return result.effect
}

async function move(
  db: Database,
  effects: readonly EffectRecord[],
  message: Once = messageOnce(),
): Promise<MovedToRunningPeriod> {
  return await atomically(
    db,
    { lockTimeoutMs: 5000 },
    async (session) => await moveToRunningPeriod(session, message, effects),
  )
}

test('an effect that missed its period gets all slots of the running one', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const effect = await queued(db, 'client:7', ['number:1'])
  await freezeClock(db, nextMorning)

  const { moved, ended, later } = await move(db, [effect])

  expect({ ended, later }).toEqual({ ended: [], later: [] })
  const claimIds = moved[0]?.claimIds
  expect(moved).toEqual([
    { ...effect, claimIds, period: '2026-11-23', endsAt: new Date('2026-11-23T16:00:00Z'), events: 2 },
  ])
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 2, effects: 1, events: 2 })
  const { rows } = await pool.query(
    'select claim_id, released, claims::int, streak from daylatch.latch order by subject',
  )
  expect(rows).toEqual(claimIds?.map((id) => ({ claim_id: id, released: false, claims: 1, streak: 1 })))
  expect(await messageOnce().send(db, 'client:7', text('another'))).toMatchObject({
    status: 'already',
    effect: { id: effect.id },
  })
  const { rows: events } = await pool.query(
    'select from_state, to_state, reason, detail from daylatch.effect_event where seq = 2',
  )
  const detail = { from: '2026-11-22', to: '2026-11-23' }
  expect(events).toEqual([{ from_state: 'pending', to_state: 'pending', reason: 'moved', detail }])
})

test('where a slot of the running period is taken it ends, and its claims are released', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const effect = await queued(db, 'client:7', ['number:1'])
  await freezeClock(db, nextMorning)
  const next = await queued(db, 'client:8', ['number:1'])

  const { moved, ended } = await move(db, [effect])

  expect({ moved, ended }).toEqual({ moved: [], ended: [effect] })
  expect(await effectTally(pool)).toEqual({ latches: 3, claims: 2, released: 2, effects: 2, events: 2 })
  const { rows } = await pool.query('select subject, claim_id, released from daylatch.latch order by subject')
  expect(rows).toEqual([
    { subject: 'client:7', claim_id: effect.claimIds[0], released: true },
    { subject: 'client:8', claim_id: next.claimIds[0], released: false },
    { subject: 'number:1', claim_id: next.claimIds[1], released: false },
  ])
})

test('of two that share a number the first in the list moves', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  const older = await queued(db, 'client:1', ['number:1'])
  await freezeClock(db, nextMorning)
  const newer = await queued(db, 'client:2', ['number:1'])
  await freezeClock(db, new Date(nextMorning.getTime() + 86_400_000))

  const { moved, ended } = await move(db, [older, newer])

  expect(moved.map(({ id }) => id)).toEqual([older.id])
  expect(ended.map(({ id }) => id)).toEqual([newer.id])
})

test('after a change of zone that keeps the name of the period, its own claim is not in its way', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const effect = await queued(db, 'client:7')
  // Past midnight in Shanghai, and still the same date in London.
  await freezeClock(db, new Date('2026-11-22T17:00:00Z'))

  const { moved } = await move(db, [effect], messageOnce({ per: day({ zone: 'Europe/London' }) }))

  expect(moved).toMatchObject([{ id: effect.id, period: '2026-11-22', zone: 'Europe/London' }])
  expect(await effectTally(pool)).toEqual({ latches: 1, claims: 1, released: 1, effects: 1, events: 2 })
})

test('a plain claim of the running period keeps it out', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  const effect = await queued(db, 'client:7')
  await freezeClock(db, nextMorning)
  await messageOnce().claim(db, 'client:7')

  expect((await move(db, [effect])).ended.map(({ id }) => id)).toEqual([effect.id])
})
