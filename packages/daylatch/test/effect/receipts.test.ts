import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { atomically } from '../../src/drivers/atomically.ts'
import { applyMoves } from '../../src/effect/moves/apply-moves.ts'
import {
  type Database,
  effectReceipts,
  type EffectState,
  findEffect,
  fromPg,
  recordReceipt,
  recordReceipts,
} from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { transaction } from '../support/ledger.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { historyOf, plant, type Planted, stateOf } from './support/plant.ts'

const endsAt = '2026-11-23T00:00:00Z'

/** What the worker does whose call was answered. */
async function recordSent(db: Database, { subject, id }: Planted, attempt = 1): Promise<boolean> {
  const [outcome] = await atomically(
    db,
    { lockTimeoutMs: 10_000 },
    async (session) =>
      await applyMoves(session, [
        {
          subject,
          id,
          from: ['sending', 'unknown'],
          attempt,
          to: 'sent',
          reason: 'accepted',
          actor: 'dispatcher',
        },
      ]),
  )
  return outcome?.applied === true
}

type Case = readonly [state: EffectState, receipt: 'accepted' | 'delivered' | 'undelivered', result: string]

const CASES: readonly Case[] = [
  ['sending', 'accepted', 'moved sent 1'],
  ['sending', 'delivered', 'moved delivered 1'],
  ['sending', 'undelivered', 'moved undelivered 1'],
  ['unknown', 'accepted', 'moved sent 1'],
  ['unknown', 'delivered', 'moved delivered 1'],
  ['unknown', 'undelivered', 'moved undelivered 1'],
  ['sent', 'accepted', 'noted sent 1'],
  ['sent', 'delivered', 'moved delivered 1'],
  ['sent', 'undelivered', 'moved undelivered 1'],
  ['delivered', 'accepted', 'noted delivered 1'],
  ['delivered', 'delivered', 'noted delivered 1'],
  ['delivered', 'undelivered', 'contradicts delivered 1'],
  ['undelivered', 'accepted', 'noted undelivered 1'],
  ['undelivered', 'delivered', 'contradicts undelivered 1'],
  ['undelivered', 'undelivered', 'noted undelivered 1'],
  ['failed', 'accepted', 'contradicts failed 1'],
  ['failed', 'delivered', 'contradicts failed 1'],
  ['failed', 'undelivered', 'noted failed 1'],
  ['cancelled', 'accepted', 'contradicts cancelled 1'],
  ['cancelled', 'delivered', 'contradicts cancelled 1'],
  ['cancelled', 'undelivered', 'noted cancelled 1'],
  ['pending', 'delivered', 'contradicts held 1'],
  ['pending', 'undelivered', 'noted pending 1'],
  ['held', 'accepted', 'contradicts held 1'],
  ['held', 'undelivered', 'noted held 1'],
]

test('each receipt leads forward from each state, is noted, or contradicts it', async () => {
  const { db, pool } = await freshDatabase()
  for (const [state, status, result] of CASES) {
    const effect = await plant(pool, { state, attempt: 1, endsAt })
    const recorded = await recordReceipt(db, { effectId: effect.id, attempt: 1, status })
    const now = await stateOf(pool, effect)
    expect(`${state} + ${status}: ${recorded.status} ${now}`).toBe(`${state} + ${status}: ${result}`)
    expect(recorded.effect?.contradicted).toBe(recorded.status === 'contradicts')
    expect((await effectReceipts(db, effect.id)).map(({ verdict }) => verdict)).toEqual([recorded.status])
    const again = await recordReceipt(db, { effectId: effect.id, attempt: 1, status })
    expect([again.status, await stateOf(pool, effect)]).toEqual(['repeated', now])
    expect((await effectReceipts(db, effect.id)).map(({ times }) => times)).toEqual([2])
  }
})

test('a receipt of an older attempt counts if that attempt was unknown, and contradicts its refusal', async () => {
  const { db, pool } = await freshDatabase()
  const repeated = await plant(pool, { state: 'unknown', attempt: 2, endsAt })
  const refused = await plant(pool, { state: 'sending', attempt: 2, endsAt })
  await pool.query(
    `insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, reason)
     values ($1, $2, 2, daylatch.clock(), 'sending', 'pending', 1, 'refused')`,
    [refused.subject, refused.id],
  )
  await pool.query('update daylatch.effect set events = 2 where effect_id = $1', [refused.id])
  const delivered = { attempt: 1, status: 'delivered' } as const
  const results = await recordReceipts(db, [
    { effectId: repeated.id, attempt: 1, status: 'undelivered' },
    { effectId: repeated.id, ...delivered },
    { effectId: refused.id, ...delivered },
  ])
  expect(results.map(({ status }) => status)).toEqual(['noted', 'moved', 'contradicts'])
  expect([await stateOf(pool, repeated), await stateOf(pool, refused)]).toEqual(['delivered 2', 'sending 2'])
  expect((await findEffect(db, refused.id))?.contradicted).toBe(true)
})

test('what was only noted leads on when it comes again after the call has ended without an answer', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 2, endsAt })
  const receipt = { effectId: effect.id, attempt: 1, status: 'accepted' } as const
  expect((await recordReceipt(db, receipt)).status).toBe('noted')
  await pool.query(`update daylatch.effect set state = 'unknown' where effect_id = $1`, [effect.id])
  expect((await recordReceipt(db, receipt)).status).toBe('moved')
  expect((await effectReceipts(db, effect.id)).map(({ times, verdict }) => [times, verdict])).toEqual([
    [2, 'moved'],
  ])
})

test('a contradiction of something that waits holds it until somebody decides', async () => {
  const { db, pool } = await freshDatabase()
  const waiting = await plant(pool, { state: 'pending', attempt: 1, endsAt })
  const quiet = await plant(pool, { state: 'held', attempt: 1, dueAt: '2026-11-22T10:00:00Z', endsAt })
  for (const { id } of [waiting, quiet]) {
    await recordReceipt(db, { effectId: id, attempt: 1, status: 'delivered', code: 'DLVRD' })
    expect(await findEffect(db, id)).toMatchObject({
      state: 'held',
      waitsFor: 'decision',
      contradicted: true,
    })
  }
  expect(await historyOf(pool, waiting)).toEqual([' > pending 1 planted', 'pending > held 1 contradicted'])
  expect(await historyOf(pool, quiet)).toEqual([' > held 1 planted', 'held > held 1 contradicted'])
})

test('a receipt that comes before the answer decides, and the answer then changes nothing', async () => {
  const { pool, connect } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1, endsAt })
  const receipt = { effectId: effect.id, attempt: 1, status: 'delivered' } as const
  const [first, recording] = await transaction(pool, async (client) => {
    const inside = await recordReceipt(fromPg(client), receipt)
    const waiting = recordSent(connect(), effect)
    await someoneBlocked(pool)
    return [inside, waiting] as const
  })
  expect([first.status, await recording, await stateOf(pool, effect)]).toEqual([
    'moved',
    false,
    'delivered 1',
  ])
})

test('an answer that is recorded while the receipt waits for it is followed by the receipt', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1, endsAt })
  const receipt = { effectId: effect.id, attempt: 1, status: 'delivered' } as const
  const [isSent, waiting] = await transaction(pool, async (client) => {
    const sent = await recordSent(fromPg(client), effect)
    const late = recordReceipt(connect(), receipt)
    await someoneBlocked(pool)
    return [sent, late] as const
  })
  expect([isSent, (await waiting).status, await stateOf(pool, effect)]).toEqual([
    true,
    'moved',
    'delivered 1',
  ])
  expect(await historyOf(pool, effect)).toEqual([
    ' > sending 1 planted',
    'sending > sent 1 accepted',
    'sent > delivered 1 receipt',
  ])
  expect((await recordReceipt(db, receipt)).status).toBe('repeated')
})

test('the twin, which looks and then writes, leaves a delivered message as merely sent', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1, endsAt })
  const { rows } = await pool.query<{ state: string }>('select state from daylatch.effect')
  expect(rows).toEqual([{ state: 'sending' }])
  await recordReceipt(db, { effectId: effect.id, attempt: 1, status: 'delivered' })
  if (rows[0]?.state === 'sending')
    await pool.query(`update daylatch.effect set state = 'sent', due_at = null`)
  expect(await stateOf(pool, effect)).toBe('sent 1')
})

test('the same receipt from eight at once is kept once, and moves once', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1, endsAt })
  const other = connect()
  const results = await Promise.all(
    Array.from({ length: 8 }, async (_, n) =>
      recordReceipt(n % 2 === 0 ? db : other, { effectId: effect.id, attempt: 1, status: 'delivered' }),
    ),
  )
  const statuses = results.map(({ status }) => status).toSorted()
  expect(statuses).toEqual(['moved', ...Array.from({ length: 7 }, () => 'repeated')])
  expect((await effectReceipts(db, effect.id)).map(({ times }) => times)).toEqual([8])
  expect(await historyOf(pool, effect)).toHaveLength(2)
})

test('batches in opposite orders lock in one order, and a batch is judged receipt by receipt', async () => {
  const { db, pool, connect } = await freshDatabase()
  const planted = []
  for (let n = 0; n < 20; n += 1) planted.push(await plant(pool, { state: 'sending', attempt: 1, endsAt }))
  const batch = planted.flatMap(({ id }) =>
    (['accepted', 'delivered', 'accepted'] as const).map((status) => ({ effectId: id, attempt: 1, status })),
  )
  await Promise.all([recordReceipts(db, batch), recordReceipts(connect(), batch.toReversed())])
  for (const effect of planted) {
    expect(await stateOf(pool, effect)).toBe('delivered 1')
    const receipts = await effectReceipts(db, effect.id)
    expect(receipts.map(({ status, times }) => `${status} ${times}`).toSorted()).toEqual([
      'accepted 4',
      'delivered 2',
    ])
  }
})

test('what a gateway calls things is stored as well as it can be; a receipt for nobody is told apart', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1, endsAt })
  const odd = { code: `a\0\ud800${'x'.repeat(500)}`, gatewayRef: 'm\0-1' }
  const { effect: moved } = await recordReceipt(db, {
    effectId: effect.id,
    attempt: 1,
    status: 'accepted',
    ...odd,
  })
  expect(moved?.gatewayRef).toBe('m\ufffd-1')
  expect((await effectReceipts(db, effect.id))[0]?.code).toBe(`a\ufffd\ufffd${'x'.repeat(97)}`)
  expect(await recordReceipt(db, { effectId: randomUUID(), attempt: 1, status: 'accepted' })).toEqual({
    status: 'absent',
    effect: null,
  })
  await expect(
    recordReceipt(db, { effectId: effect.id, attempt: 0, status: 'accepted' }),
  ).rejects.toMatchObject({
    code: 'BAD_OPTION',
  })
})
