import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import {
  type Database,
  endOfEffectEvents,
  type EventPosition,
  tailEffectEvents,
  type TailedEvent,
} from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { openTransaction } from '../support/transaction.ts'
import { plant, type Planted } from './support/plant.ts'

const endsAt = '2026-11-23T00:00:00Z'

/** The tail without its bound: whatever is visible behind a position. */
const UNBOUNDED = `
select v.xact::text as xact, v.subject, v.effect_id as "effectId", v.seq from daylatch.effect_event v
where (v.xact, v.subject, v.effect_id, v.seq) > ($1::xid8, $2, $3::uuid, $4::integer)
order by v.xact, v.subject, v.effect_id, v.seq`

/** Other tests on this server have transactions too, and hold the events back for a moment. */
async function tailed(db: Database, after: EventPosition, limit: number): Promise<readonly TailedEvent[]> {
  return await waitFor('events', async () => {
    const events = await tailEffectEvents(db, { after, limit })
    return events.length === limit && events
  })
}

const placeOf = ({ xact, subject, effectId, seq }: EventPosition): unknown[] => [xact, subject, effectId, seq]

test('events that commit in another order than they began are read in one order, and none is skipped', async () => {
  const { db, pool } = await freshDatabase()
  const start = await endOfEffectEvents(db)
  const early = await openTransaction(pool)
  const first = await plant(early.client, { subject: 'client:1', endsAt })
  const second = await plant(pool, { subject: 'client:2', endsAt })
  expect(await tailEffectEvents(db, { after: start, limit: 10 })).toEqual([])
  await early.end('commit')
  const events = await tailed(db, start, 2)
  expect(events.map(({ effectId, seq, action, to }) => [effectId, seq, action, to])).toEqual([
    [first.id, 1, 'message', 'pending'],
    [second.id, 1, 'message', 'pending'],
  ])
  const after = events.at(-1)?.position ?? start
  expect(await tailEffectEvents(db, { after, limit: 10 })).toEqual([])
})

test('the twin, which reads what is visible and goes on from there, never hears of the late commit', async () => {
  const { db, pool } = await freshDatabase()
  const start = await endOfEffectEvents(db)
  const early = await openTransaction(pool)
  const late = await plant(early.client, { subject: 'client:1', endsAt })
  await plant(pool, { subject: 'client:2', endsAt })
  const before = (await pool.query<EventPosition>(UNBOUNDED, placeOf(start))).rows
  await early.end('commit')
  const after = (await pool.query<EventPosition>(UNBOUNDED, placeOf(before.at(-1) ?? start))).rows
  expect([...before, ...after].map(({ effectId }) => effectId)).not.toContain(late.id)
  expect([before.length, after.length]).toEqual([1, 0])
})

test('pages of one put together are the whole, and a position goes on in the middle of a transaction', async () => {
  const { db, pool } = await freshDatabase()
  const start = await endOfEffectEvents(db)
  const open = await openTransaction(pool)
  const planted: Planted[] = []
  for (const subject of ['client:c', 'client:a', 'client:b']) {
    planted.push(await plant(open.client, { subject, endsAt }))
  }
  await open.end('commit')
  const seen: string[] = []
  let after = start
  while (seen.length < planted.length) {
    for (const event of await tailed(db, after, 1)) {
      seen.push(event.subject)
      after = event.position
    }
  }
  expect(seen).toEqual(['client:a', 'client:b', 'client:c'])
  expect(await tailEffectEvents(db, { after, limit: 1 })).toEqual([])
})

test('a position that is none is refused', async () => {
  const { db } = await freshDatabase()
  const place = await endOfEffectEvents(db)
  for (const wrong of [
    { xact: '18446744073709551616' },
    { xact: '-1' },
    { subject: 'a\0' },
    { subject: '\ud800' },
    { effectId: 'x' },
    { seq: -1 },
  ]) {
    await expect(tailEffectEvents(db, { after: { ...place, ...wrong }, limit: 1 })).rejects.toMatchObject({
      code: 'BAD_OPTION',
    })
  }
})
