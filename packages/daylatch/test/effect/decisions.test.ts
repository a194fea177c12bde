import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { atomically } from '../../src/drivers/atomically.ts'
import { applyMoves } from '../../src/effect/moves/apply-moves.ts'
import {
  cancelEffect,
  createDispatcher,
  type Database,
  effectEvents,
  type EffectRecord,
  type EffectState,
  findEffect,
  fromPg,
  recordReceipt,
  releaseHeld,
  resolveEffect,
} from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { transaction } from '../support/ledger.ts'
import { messageOnce, text } from '../support/messages.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { message, testGateway } from './support/dispatching.ts'

const number = 'number:+8613800000000'
const by = { actor: 'member-1', reason: 'decided' }

async function queue(db: Database, subject = 'client:ada'): Promise<EffectRecord> {
  const sent = await messageOnce().send(db, subject, text('hello', { also: [number] }))
  if (sent.status !== 'queued') throw new TypeError(`Expected it to be queued, and it is ${sent.status}`)
  return sent.effect
}

/** Whether the client and the number could be sent something now. */
async function slots(db: Database, subject = 'client:ada'): Promise<string> {
  const action = messageOnce()
  const [client, ofNumber] = [await action.status(db, subject), await action.status(db, number)]
  return `${client.claim === null ? 'open' : 'taken'} ${ofNumber.claim === null ? 'open' : 'taken'}`
}

/** What a dispatcher does that takes it. */
async function take(db: Database, { subject, id }: EffectRecord): Promise<boolean> {
  return await move(db, { subject, id }, ['pending'], 'sending')
}

async function move(
  db: Database,
  { subject, id }: Pick<EffectRecord, 'subject' | 'id'>,
  from: readonly EffectState[],
  to: EffectState,
  attempt?: number,
): Promise<boolean> {
  const [outcome] = await atomically(
    db,
    { lockTimeoutMs: 10_000 },
    async (session) =>
      await applyMoves(session, [
        { subject, id, from, to, attempt, dueInMs: 60_000, reason: 'test', actor: 'dispatcher' },
      ]),
  )
  return outcome?.applied === true
}

/** One whose first attempt has ended without an answer. */
async function unknown(db: Database): Promise<EffectRecord> {
  const effect = await queue(db)
  await take(db, effect)
  await move(db, effect, ['sending'], 'unknown')
  return effect
}

const stateOf = async (db: Database, { id }: EffectRecord): Promise<string> =>
  (await findEffect(db, id))?.state ?? 'absent'

test('what is taken back before it leaves gives both of its slots free, with who and why in its history', async () => {
  const { db } = await freshDatabase()
  const effect = await queue(db)
  expect(await slots(db)).toBe('taken taken')
  const cancelled = await cancelEffect(db, effect.id, { ...by, note: 'the wrong Ada' })
  expect(cancelled).toMatchObject({ status: 'cancelled', effect: { state: 'cancelled', reason: 'decided' } })
  expect(await slots(db)).toBe('open open')
  const event = (await effectEvents(db, effect.id)).at(-1)
  expect(event).toMatchObject({ from: 'pending', to: 'cancelled', actor: 'member-1', reason: 'decided' })
  expect(event?.detail).toEqual({ note: 'the wrong Ada' })
  expect(await cancelEffect(db, effect.id, by)).toMatchObject({
    status: 'refused',
    effect: { state: 'cancelled' },
  })
  expect(await cancelEffect(db, randomUUID(), by)).toEqual({ status: 'absent' })
  const again = await messageOnce().send(db, 'client:ada', text('again', { also: [number] }))
  expect(again.status).toBe('queued')
})

test('a decision inside a transaction is undone with it', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await queue(db)
  const inside = await transaction(pool, async (client) => {
    const { status } = await cancelEffect(fromPg(client), effect.id, by)
    await client.query('rollback')
    return status
  })
  expect([inside, await stateOf(db, effect), await slots(db)]).toEqual([
    'cancelled',
    'pending',
    'taken taken',
  ])
})

test('a cancel that waits for the dispatcher that takes it is refused, and the message leaves', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await queue(db)
  const cancelling = await transaction(pool, async (client) => {
    await take(fromPg(client), effect)
    const waiting = cancelEffect(connect(), effect.id, by)
    await someoneBlocked(pool)
    return { waiting }
  })
  expect(await cancelling.waiting).toMatchObject({
    status: 'refused',
    effect: { state: 'sending', attempt: 1 },
  })
  expect(await slots(db)).toBe('taken taken')
})

test('a dispatcher that waits for a cancel takes nothing', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await queue(db)
  const taking = await transaction(pool, async (client) => {
    await cancelEffect(fromPg(client), effect.id, by)
    const waiting = take(connect(), effect)
    await someoneBlocked(pool)
    return { waiting }
  })
  expect([await taking.waiting, await stateOf(db, effect), await slots(db)]).toEqual([
    false,
    'cancelled',
    'open open',
  ])
})

test('sixteen cancels and sixteen takes of sixteen messages: each is either cancelled or taken', async () => {
  const { db, connect } = await freshDatabase()
  const other = connect()
  const effects: EffectRecord[] = []
  for (let n = 0; n < 16; n += 1) {
    const sent = await messageOnce().send(db, `client:${n}`, text('hello'))
    if (sent.status === 'queued') effects.push(sent.effect)
  }
  const outcomes = await Promise.all(
    effects.map(async (effect) => {
      const [cancelled, isTaken] = await Promise.all([cancelEffect(db, effect.id, by), take(other, effect)])
      return [cancelled.status === 'cancelled', isTaken, await stateOf(db, effect)] as const
    }),
  )
  expect(outcomes.filter(([isCancelled, isTaken]) => isCancelled === isTaken)).toEqual([])
  for (const [isCancelled, , state] of outcomes) expect(state).toBe(isCancelled ? 'cancelled' : 'sending')
})

test('the second decision of a transaction that meets a dispatcher in its locks is refused; the first one stays', async () => {
  const { db, pool } = await freshDatabase()
  const first = await queue(db)
  const sent = await messageOnce().send(db, 'client:ben', text('hello'))
  const second = sent.effect?.id ?? ''
  const [mine, dispatchers] = [await pool.connect(), await pool.connect()]
  await dispatchers.query(`begin; set local deadlock_timeout = '1min'`)
  await dispatchers.query('select from daylatch.effect where effect_id = $1 for no key update', [second])
  await mine.query(`begin; set local deadlock_timeout = '50ms'`)
  expect((await cancelEffect(fromPg(mine), first.id, by)).status).toBe('cancelled')
  const slot = dispatchers.query(`select from daylatch.latch where subject = 'client:ada' for no key update`)
  await someoneBlocked(pool)
  await expect(cancelEffect(fromPg(mine), second, by)).rejects.toMatchObject({ code: 'DEADLOCK' })
  await mine.query('commit')
  await slot
  await dispatchers.query('rollback')
  mine.release()
  dispatchers.release()
  expect([await stateOf(db, first), (await findEffect(db, second))?.state]).toEqual(['cancelled', 'pending'])
})

test('the twin, which looks and then writes, cancels what is on its way and gives its slot free', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await queue(db)
  const seen = await stateOf(db, effect)
  expect([seen, await take(db, effect)]).toEqual(['pending', true])
  await cancelWithoutGuard(pool, effect)
  const second = await messageOnce().send(db, 'client:ada', text('a second one today', { also: [number] }))
  expect([await stateOf(db, effect), second.status]).toEqual(['cancelled', 'queued'])
})

async function cancelWithoutGuard(pool: Pool, { id, subjects, claimIds }: EffectRecord): Promise<void> {
  await pool.query(`update daylatch.effect set state = 'cancelled', due_at = null where effect_id = $1`, [id])
  await pool.query('update daylatch.latch set released = true where subject = any($1)', [subjects])
  await pool.query('update daylatch.claim set released_at = daylatch.clock() where claim_id = any($1)', [
    claimIds,
  ])
}

test('what nobody knows is decided by a person: sent keeps the slots, not sent gives them free or uses them up', async () => {
  const { db } = await freshDatabase()
  const ends = []
  for (const [verdict, onFailed] of [
    ['sent', 'release'],
    ['not-sent', 'consume'],
    ['not-sent', 'release'],
  ] as const) {
    const effect = await unknown(db)
    const resolved = await resolveEffect(db, effect.id, { ...by, verdict, onFailed })
    ends.push([resolved.status, await stateOf(db, effect), await slots(db)])
    await cancelEverything(db)
  }
  expect(ends).toEqual([
    ['resolved', 'sent', 'taken taken'],
    ['resolved', 'failed', 'taken taken'],
    ['resolved', 'failed', 'open open'],
  ])
})

/** Opens the slots for the next round, past all rules. */
async function cancelEverything(db: Database): Promise<void> {
  await atomically(db, { lockTimeoutMs: 10_000 }, async (session) => {
    await session.query({ text: 'update daylatch.latch set released = true' })
    await session.query({
      text: 'update daylatch.claim set released_at = daylatch.clock() where released_at is null',
    })
  })
}

test('only what is unknown can be resolved, and only the attempt that was judged', async () => {
  const { db } = await freshDatabase()
  const effect = await queue(db)
  const wish = { ...by, verdict: 'sent', onFailed: 'release' } as const
  expect(await resolveEffect(db, effect.id, wish)).toMatchObject({
    status: 'refused',
    effect: { state: 'pending' },
  })
  await take(db, effect)
  expect((await resolveEffect(db, effect.id, wish)).status).toBe('refused')
  await move(db, effect, ['sending'], 'unknown')
  await move(db, effect, ['unknown'], 'sending')
  await move(db, effect, ['sending'], 'unknown')
  const ofTheFirst = await resolveEffect(db, effect.id, { ...wish, attempt: 1 })
  expect(ofTheFirst).toMatchObject({ status: 'refused', effect: { state: 'unknown', attempt: 2 } })
  expect((await resolveEffect(db, effect.id, { ...wish, attempt: 2 })).status).toBe('resolved')
  expect(await resolveEffect(db, randomUUID(), wish)).toEqual({ status: 'absent' })
})

test('of a decision and the late answer of its attempt, the first to commit counts, and the other changes nothing', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await unknown(db)
  const late = await transaction(pool, async (client) => {
    await resolveEffect(fromPg(client), effect.id, { ...by, verdict: 'not-sent', onFailed: 'release' })
    const waiting = move(connect(), effect, ['sending', 'unknown'], 'sent', 1)
    await someoneBlocked(pool)
    return { waiting }
  })
  expect([await late.waiting, await stateOf(db, effect), await slots(db)]).toEqual([
    false,
    'failed',
    'open open',
  ])
  const other = await unknown(db)
  const decision = await transaction(pool, async (client) => {
    await move(fromPg(client), other, ['sending', 'unknown'], 'sent', 1)
    const waiting = resolveEffect(connect(), other.id, { ...by, verdict: 'not-sent', onFailed: 'release' })
    await someoneBlocked(pool)
    return { waiting }
  })
  expect(await decision.waiting).toMatchObject({ status: 'refused', effect: { state: 'sent' } })
  expect(await slots(db)).toBe('taken taken')
})

test('the twin, which decides on what it has read, calls failed what the gateway has just accepted', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await unknown(db)
  const seen = await stateOf(db, effect)
  expect([seen, await move(db, effect, ['sending', 'unknown'], 'sent', 1)]).toEqual(['unknown', true])
  await pool.query(`update daylatch.effect set state = 'failed', due_at = null`)
  expect(await stateOf(db, effect)).toBe('failed')
})

test('a slot of which a receipt says that the message arrived stays taken, whatever is decided', async () => {
  const { db } = await freshDatabase()
  const effect = await queue(db)
  await take(db, effect)
  await move(db, effect, ['sending'], 'pending')
  await recordReceipt(db, { effectId: effect.id, attempt: 1, status: 'delivered' })
  expect(await findEffect(db, effect.id)).toMatchObject({ state: 'held', contradicted: true })
  expect((await cancelEffect(db, effect.id, by)).status).toBe('cancelled')
  expect(await slots(db)).toBe('taken taken')
})

test('what is held can be let go, and nothing else', async () => {
  const { db } = await freshDatabase()
  const wait = { reason: 'zone-unknown' }
  const sent = await messageOnce().send(db, 'client:ada', text('hello', { wait }))
  const id = sent.effect?.id ?? ''
  expect(await findEffect(db, id)).toMatchObject({ state: 'held', waitsFor: 'decision' })
  expect(await releaseHeld(db, id, { ...by, reason: 'zone-set' })).toMatchObject({
    status: 'released',
    effect: { state: 'pending', reason: 'zone-set', waitsFor: 'time' },
  })
  expect(await releaseHeld(db, id, by)).toMatchObject({ status: 'refused', effect: { state: 'pending' } })
  expect(await releaseHeld(db, randomUUID(), by)).toEqual({ status: 'absent' })
})

test('what is let go can stay for a while, and is taken back in it like any other', async () => {
  const { db, pool } = await freshDatabase()
  const wait = { reason: 'zone-unknown' }
  const sent = await messageOnce().send(db, 'client:ada', text('hello', { wait }))
  const id = sent.effect?.id ?? ''
  await releaseHeld(db, id, { ...by, reason: 'zone-set', afterMs: 3_600_000 })
  const { rows } = await pool.query(
    `select extract(epoch from e.due_at - v.at)::int as seconds
     from daylatch.effect e join daylatch.effect_event v using (effect_id) where v.reason = 'zone-set'`,
  )
  expect(rows).toEqual([{ seconds: 3600 }])
  const gateway = testGateway()
  const dispatcher = createDispatcher(db, { gateways: { sms: { gateway } }, actionOf: () => message })
  expect(await dispatcher.deliver(id)).toMatchObject({ reason: 'not-due' })
  expect((await cancelEffect(db, id, by)).status).toBe('cancelled')
  expect(gateway.arrivals).toEqual([])
})

test('a decision without a person, a reason or an id is refused at the door', async () => {
  const { db } = await freshDatabase()
  const id = randomUUID()
  const refused = { code: 'BAD_OPTION' }
  await expect(cancelEffect(db, 'x', by)).rejects.toMatchObject(refused)
  await expect(cancelEffect(db, id, { ...by, actor: '' })).rejects.toMatchObject(refused)
  await expect(cancelEffect(db, id, { ...by, reason: '' })).rejects.toMatchObject(refused)
  await expect(cancelEffect(db, id, { ...by, note: 'a\0' })).rejects.toMatchObject(refused)
  const verdict = { ...by, verdict: 'perhaps' as 'sent', onFailed: 'release' as const }
  await expect(resolveEffect(db, id, verdict)).rejects.toMatchObject(refused)
})
