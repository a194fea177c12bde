import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  countEffects,
  type Database,
  effectEvents,
  effectReceipts,
  type EffectRecord,
  findEffect,
  listEffects,
  type ListEffectsOptions,
} from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { plant } from './support/plant.ts'

const endsAt = '2026-11-23T00:00:00Z'

/** All pages of two, one after the other. */
async function pages(db: Database, options: Omit<ListEffectsOptions, 'limit' | 'before'>): Promise<string[]> {
  const seen: EffectRecord[] = []
  for (;;) {
    const before = seen.at(-1)
    const page = await listEffects(db, { ...options, limit: 2, ...(before === undefined ? {} : { before }) })
    seen.push(...page)
    if (page.length < 2) return seen.map(({ id }) => id)
  }
}

test('pages follow one another without a gap, also through effects of the same millisecond', async () => {
  const { db, pool } = await freshDatabase()
  const planted = []
  for (let n = 0; n < 5; n += 1) planted.push(await plant(pool, { endsAt }))
  const [oldest, ...others] = planted
  await pool.query(
    `update daylatch.effect set asked_at = '2026-11-22T10:00:00.000100Z' where effect_id = $1`,
    [oldest?.id],
  )
  await pool.query(
    `update daylatch.effect set asked_at = '2026-11-22T10:00:00.000900Z' where effect_id = any($1)`,
    [others.map(({ id }) => id)],
  )
  const newestFirst = [
    ...others
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
    oldest?.id,
  ]
  expect(await pages(db, { action: 'message' })).toEqual(newestFirst)
  expect(await pages(db, { action: 'message', states: ['pending', 'sent'] })).toEqual(newestFirst)
  expect(await pages(db, { action: 'other' })).toEqual([])
})

test('a page is of the states and of the subject that are asked for, and goes on where its last effect is gone', async () => {
  const { db, pool } = await freshDatabase()
  const subject = 'client:ada'
  const unknown = await plant(pool, { subject, state: 'unknown', attempt: 1, endsAt })
  const sent = await plant(pool, { subject, state: 'sent', attempt: 1, endsAt })
  const other = await plant(pool, { state: 'unknown', attempt: 1, endsAt })
  expect(await pages(db, { action: 'message', states: ['unknown'] })).toEqual([other.id, unknown.id])
  expect(await pages(db, { action: 'message', subject })).toEqual([sent.id, unknown.id])
  expect(await pages(db, { action: 'message', subject, states: ['sent'] })).toEqual([sent.id])
  const [last] = await listEffects(db, { action: 'message', limit: 1 })
  const before = { id: last?.id ?? '', askedAt: last?.askedAt ?? new Date(0) }
  await pool.query('delete from daylatch.effect_event where effect_id = $1', [other.id])
  await pool.query('delete from daylatch.effect where effect_id = $1', [other.id])
  const rest = await listEffects(db, { action: 'message', before, limit: 10 })
  expect(rest.map(({ id }) => id)).toEqual([sent.id, unknown.id])
})

test('every state is counted, up to where counting was to stop', async () => {
  const { db, pool } = await freshDatabase()
  for (let n = 0; n < 3; n += 1) await plant(pool, { endsAt })
  await plant(pool, { state: 'unknown', attempt: 1, endsAt })
  const none = { held: 0, sending: 0, sent: 0, failed: 0, delivered: 0, undelivered: 0, cancelled: 0 }
  expect(await countEffects(db, 'message')).toEqual({ ...none, pending: 3, unknown: 1 })
  expect(await countEffects(db, 'message', { upTo: 2 })).toEqual({ ...none, pending: 2, unknown: 1 })
})

test('an effect is found by its id with its history; an id of nobody finds nothing, and one that is none is refused', async () => {
  const { db, pool } = await freshDatabase()
  const { id, subject } = await plant(pool, { state: 'unknown', attempt: 2, endsAt })
  expect(await findEffect(db, id.toUpperCase())).toMatchObject({ id, subject, state: 'unknown', attempt: 2 })
  const [event, ...more] = await effectEvents(db, id)
  expect(event).toEqual({
    effectId: id,
    subject,
    seq: 1,
    at: expect.any(Date) as Date,
    from: null,
    to: 'unknown',
    attempt: 2,
    actor: null,
    reason: 'planted',
    detail: {},
  })
  expect([more, await effectReceipts(db, id)]).toEqual([[], []])
  const nobody = randomUUID()
  expect([await findEffect(db, nobody), await effectEvents(db, nobody)]).toEqual([null, []])
  for (const read of [findEffect, effectEvents, effectReceipts]) {
    await expect(read(db, 'x')).rejects.toMatchObject({ code: 'BAD_OPTION' })
  }
})
