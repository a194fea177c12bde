import { expect, test } from 'vitest'
import type { Database, EffectRecord, Once } from '../../src/index.ts'
import { atomically } from '../../src/drivers/atomically.ts'
import { releaseClaims } from '../../src/effect/release-claims.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'

const DAY = 86_400_000

function dayAfter(count: number): Date {
  return new Date(morning.getTime() + count * DAY)
}

async function queued(
  db: Database,
  message: Once,
  subject = 'client:7',
  also: string[] = [],
): Promise<EffectRecord> {
  const result = await message.send(db, subject, text('hello', { also }))
  if (result.status !== 'queued') throw new Error('Expected it to be queued')
  return result.effect
}

async function release(db: Database, ...effects: readonly EffectRecord[]): Promise<number> {
  const released = await atomically(
    db,
    { lockTimeoutMs: 5000 },
    async (session) => await releaseClaims(session, effects),
  )
  return released.length
}

test('a release opens all slots of an effect, once', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await queued(db, messageOnce(), 'client:7', ['number:1'])

  expect([await release(db, effect), await release(db, effect)]).toEqual([2, 0])

  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 0, released: 2, effects: 1, events: 1 })
  const { rows } = await pool.query('select released, claims::int from daylatch.latch')
  expect(rows).toEqual([
    { released: true, claims: 0 },
    { released: true, claims: 0 },
  ])
  expect((await queued(db, messageOnce(), 'client:7', ['number:1'])).claimIds).not.toEqual(effect.claimIds)
})

test('a latch that names a later claim stays closed', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const message = messageOnce()
  const old = await queued(db, message)
  await freezeClock(db, dayAfter(1))
  const next = await queued(db, message)

  expect(await release(db, old)).toBe(1)

  const { rows } = await pool.query('select claim_id, released, claims::int from daylatch.latch')
  expect(rows).toEqual([{ claim_id: next.claimIds[0], released: false, claims: 1 }])
  expect((await message.send(db, 'client:7', text('second'))).status).toBe('already')
})

test('a claim after a release in the same period has the streak of the released one', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce()
  for (const count of [0, 1, 2]) {
    await freezeClock(db, dayAfter(count))
    await queued(db, message)
  }
  await freezeClock(db, dayAfter(3))
  await release(db, await queued(db, message))

  expect(await message.status(db, 'client:7')).toMatchObject({ claim: null, streak: 3, claims: 3 })
  const again = await message.send(db, 'client:7', text('again'))

  expect(again).toMatchObject({ status: 'queued', claim: { streak: 4 } })
  expect(await message.status(db, 'client:7')).toMatchObject({ streak: 4, claims: 4 })
})

test('a chain is broken by a released claim of an earlier period', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce()
  for (const count of [0, 1]) {
    await freezeClock(db, dayAfter(count))
    await queued(db, message)
  }
  await freezeClock(db, dayAfter(2))
  await release(db, await queued(db, message))
  await freezeClock(db, dayAfter(3))

  expect(await message.status(db, 'client:7')).toMatchObject({ claim: null, streak: 0, claims: 2 })
  expect(await message.send(db, 'client:7', text('again'))).toMatchObject({ claim: { streak: 1 } })
})

test('a make-up of the released period mends the chain', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce({ makeUp: { periodsBack: 7, perMonth: 3 } })
  for (const count of [0, 1]) {
    await freezeClock(db, dayAfter(count))
    await queued(db, message)
  }
  await freezeClock(db, dayAfter(2))
  await release(db, await queued(db, message))
  await freezeClock(db, dayAfter(3))

  const made = await message.makeUp(db, 'client:7', '2026-11-24')

  expect(made).toMatchObject({ status: 'made-up', claim: { streak: 3 } })
  expect(await message.send(db, 'client:7', text('again'))).toMatchObject({ claim: { streak: 4 } })
})

test('a plain claim of the same action goes on after a release in the same way', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce()
  await freezeClock(db, morning)
  await queued(db, message)
  await freezeClock(db, dayAfter(1))
  await release(db, await queued(db, message))

  expect(await message.claim(db, 'client:7')).toMatchObject({ status: 'claimed', claim: { streak: 2 } })
})

test('a slot that was released is not remembered as closed', async () => {
  const { db, connect } = await freshDatabase()
  const message = messageOnce()
  const effect = await queued(db, message)
  expect((await message.claim(db, 'client:7')).status).toBe('already')

  await release(connect(), effect)

  expect((await message.claim(db, 'client:7')).status).toBe('claimed')
})

test('a released claim stays in the history, with the time of its release', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  const message = messageOnce()
  const effect = await queued(db, message)
  await release(db, effect)
  await queued(db, message)

  const history = await message.history(db, 'client:7', { limit: 10 })

  expect(history.length).toBe(2)
  expect(history.filter(({ releasedAt }) => releasedAt === null).length).toBe(1)
  expect(history.find(({ releasedAt }) => releasedAt !== null)?.effectId).toBe(effect.id)
})

test('twin: a release that does not look whom the latch names opens the slot of somebody else', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const message = messageOnce()
  const old = await queued(db, message)
  await freezeClock(db, dayAfter(1))
  await queued(db, message)

  await pool.query('update daylatch.claim set released_at = daylatch.clock() where claim_id = $1', [
    ...old.claimIds,
  ])
  await pool.query('update daylatch.latch set released = true where subject = $1', ['client:7'])

  // The backstop is all that is left: the latch lets the second message of the day in.
  await pool.query('drop index daylatch.claim_once')
  expect((await message.send(db, 'client:7', text('second'))).status).toBe('queued')
  const { rows } = await pool.query('select count(*)::int as n from daylatch.claim where released_at is null')
  expect(rows).toEqual([{ n: 2 }])
})
