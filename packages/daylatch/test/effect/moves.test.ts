import { expect, test } from 'vitest'
import { atomically } from '../../src/drivers/atomically.ts'
import type { Database } from '../../src/index.ts'
import { allowedMoves } from '../../src/effect/moves/allowed-moves.ts'
import type { EffectState } from '../../src/effect/states.ts'
import { applyMoves } from '../../src/effect/moves/apply-moves.ts'
import type { Move, MoveOutcome } from '../../src/effect/moves/move.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { transaction } from '../support/ledger.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

const by = { reason: 'test', actor: 'dispatcher' }

async function apply(db: Database, moves: readonly Move[]): Promise<readonly MoveOutcome[]> {
  return await atomically(db, { lockTimeoutMs: 10_000 }, async (session) => await applyMoves(session, moves))
}

test('the table has eighteen moves, and none leads away from an end', () => {
  const moves = Object.values(allowedMoves).flat()
  const ends = (Object.keys(allowedMoves) as EffectState[]).filter(
    (state) => allowedMoves[state].length === 0,
  )
  expect(moves).toHaveLength(18)
  expect(ends).toEqual(['failed', 'delivered', 'undelivered', 'cancelled'])
})

test('many moves are made by one statement, each with its event, and those that do not fit are reported', async () => {
  const { db, pool } = await freshDatabase()
  const [ready, busy, gone] = [
    await plant(pool),
    await plant(pool, { state: 'sending', attempt: 2 }),
    await plant(pool),
  ]
  await pool.query('delete from daylatch.effect_event where effect_id = $1', [gone.id])
  await pool.query('delete from daylatch.effect where effect_id = $1', [gone.id])
  const send = { from: ['pending'], to: 'sending', dueInMs: 60_000, ...by } as const
  const outcomes = await apply(db, [
    { ...busy, ...send },
    { ...gone, ...send },
    { ...ready, ...send },
    { ...busy, from: ['sending'], attempt: 1, to: 'sent', ...by },
    { ...busy, from: ['sending'], attempt: 2, to: 'sent', ...by, set: { gatewayRef: 'm-1' } },
  ])
  expect(outcomes).toEqual([
    { applied: false, found: { state: 'sending', attempt: 2 } },
    { applied: false, found: null },
    { applied: true, from: 'pending', state: 'sending', attempt: 1, seq: 2, at: expect.any(Date) as Date },
    { applied: false, found: { state: 'sending', attempt: 2 } },
    { applied: true, from: 'sending', state: 'sent', attempt: 2, seq: 2, at: expect.any(Date) as Date },
  ])
  expect([await stateOf(pool, ready), await stateOf(pool, busy)]).toEqual(['sending 1', 'sent 2'])
  expect(await historyOf(pool, ready)).toEqual([' > pending 0 planted', 'pending > sending 1 test'])
  expect(await historyOf(pool, busy)).toEqual([' > sending 2 planted', 'sending > sent 2 test'])
})

test('a move that the table does not have is a defect of whoever asks for it', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1 })
  const backToPending = { ...effect, from: ['unknown'], to: 'pending', ...by } as const
  await expect(apply(db, [backToPending])).rejects.toThrow(TypeError)
  await expect(apply(db, [{ ...effect, from: ['pending'], to: 'sending', ...by }])).rejects.toThrow(TypeError)
  expect(await stateOf(pool, effect)).toBe('sending 1')
})

test('a note leaves the state, its reason and its time, and names the attempt that it is about', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 2 })
  const columns = `select state, reason, due_at::text, events from daylatch.effect`
  const before = (await pool.query(columns)).rows
  await apply(db, [{ ...effect, from: ['sending'], to: null, about: 1, reason: 'late', actor: 'gateway' }])
  expect(await historyOf(pool, effect)).toEqual([' > sending 2 planted', 'sending > sending 1 late'])
  expect((await pool.query(columns)).rows).toEqual([{ ...before[0], events: 2 }])
})

test('whatever a gateway says can be stored: NUL and half of a surrogate pair become U+FFFD', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sending', attempt: 1 })
  const odd = 'a\0b\ud800c\\u0000d😀'
  const detail = { odd }
  await apply(db, [{ ...effect, from: ['sending'], to: 'failed', actor: 'gateway', reason: odd, detail }])
  const { rows } = await pool.query<{ reason: string; detail: unknown }>(
    'select reason, detail from daylatch.effect_event where seq = 2',
  )
  const stored = 'a\ufffdb\ufffdc\\u0000d😀'
  expect(rows).toEqual([{ reason: stored, detail: { odd: stored } }])
})

test('a move waits for the transaction that has the row, and is refused by what that commits', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const cancelling = await transaction(pool, async (client) => {
    await client.query(`update daylatch.effect set state = 'sending', attempt = 1`)
    const cancel = apply(db, [{ ...effect, from: ['pending', 'held'], to: 'cancelled', ...by }])
    await someoneBlocked(pool)
    return { cancel }
  })
  expect(await cancelling.cancel).toEqual([{ applied: false, found: { state: 'sending', attempt: 1 } }])
  expect(await stateOf(pool, effect)).toBe('sending 1')
})

test('the twin, which looks first and updates by the key alone, cancels a message that is being sent', async () => {
  const { pool } = await freshDatabase()
  const effect = await plant(pool)
  const cancelling = await transaction(pool, async (client) => {
    await client.query(`update daylatch.effect set state = 'sending', attempt = 1`)
    const seen = await stateOf(pool, effect)
    const cancel = pool.query(
      `update daylatch.effect set state = 'cancelled', due_at = null where effect_id = $1 and $2 = 'pending 0'`,
      [effect.id, seen],
    )
    await someoneBlocked(pool)
    return { cancel }
  })
  expect((await cancelling.cancel).rowCount).toBe(1)
  expect(await stateOf(pool, effect)).toBe('cancelled 1')
})

test('batches that name the same effects in opposite orders never deadlock', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effects = await Promise.all(
    Array.from({ length: 40 }, async () => await plant(pool, { state: 'held' })),
  )
  const release = effects.map((effect) => ({ ...effect, from: ['held'], to: 'pending', ...by }) as const)
  const batches = await Promise.all(
    [db, connect(), connect(), connect()].map(
      async (each, index) => await apply(each, index % 2 === 0 ? release : release.toReversed()),
    ),
  )
  expect(batches.flat().filter((outcome) => outcome.applied)).toHaveLength(40)
})

test('when it is due: at once, never before a decision, or after a while by the database’s clock', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const dueAfter = async (move: Pick<Move, 'from' | 'to' | 'dueAt' | 'dueInMs'>) => {
    await apply(db, [{ ...effect, ...by, ...move }])
    const { rows } = await pool.query<{ due: string | null }>(
      `select case when isfinite(due_at) then extract(epoch from due_at - e.at)::float8::text else due_at::text end as due
       from daylatch.effect join daylatch.effect_event e using (subject, effect_id) where e.seq = events`,
    )
    return rows[0]?.due
  }
  expect(await dueAfter({ from: ['pending'], to: 'held' })).toBe('infinity')
  expect(await dueAfter({ from: ['held'], to: 'pending' })).toBe('0')
  expect(await dueAfter({ from: ['pending'], to: 'sending', dueInMs: 1500 })).toBe('1.5')
  expect(await dueAfter({ from: ['sending'], to: 'unknown', dueAt: 'never' })).toBe('infinity')
  expect(await dueAfter({ from: ['unknown'], to: null, dueInMs: 20_000 })).toBe('20')
  expect(await dueAfter({ from: ['unknown'], to: 'sent' })).toBe(null)
})
