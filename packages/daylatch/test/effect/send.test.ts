import { expect, test } from 'vitest'
import { ever, fromPg } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'

const midnight = new Date('2026-11-22T16:00:00Z')

test('the first send claims and queues, with its first event', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)

  const result = await messageOnce().send(db, 'client:7', text('hello', { also: ['number:1'], actor: 'kim' }))

  if (result.status !== 'queued') throw new Error('Expected it to be queued')
  const { effect, claim, opensAt, replayed } = result
  expect({ opensAt, replayed }).toEqual({ opensAt: midnight, replayed: false })
  expect({ ...effect, id: '', claimIds: effect.claimIds.length }).toEqual({
    id: '',
    subject: 'client:7',
    action: 'message',
    subjects: ['client:7', 'number:1'],
    claimIds: 2,
    period: '2026-11-22',
    zone: 'Asia/Shanghai',
    endsAt: midnight,
    gateway: 'sms',
    recipient: '+8613800000000',
    payload: { text: 'hello' },
    state: 'pending',
    reason: 'asked',
    dueAt: morning,
    waitsFor: 'time',
    attempt: 0,
    firstSentAt: null,
    lastSentAt: null,
    gatewayRef: null,
    actor: 'kim',
    askedAt: morning,
    contradicted: false,
    events: 1,
  })
  expect(claim).toMatchObject({ id: effect.claimIds[0], subject: 'client:7', effectId: effect.id, streak: 1 })
  const { rows } = await pool.query(
    'select seq, from_state, to_state, attempt, actor, reason from daylatch.effect_event',
  )
  expect(rows).toEqual([
    { seq: 1, from_state: null, to_state: 'pending', attempt: 0, actor: 'kim', reason: 'asked' },
  ])
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 0, effects: 1, events: 1 })
})

test('the second send gets the claim and the message of the first', async () => {
  const { db, pool } = await freshDatabase()
  const first = await messageOnce().send(db, 'client:7', text('first'))

  const second = await messageOnce().send(db, 'client:7', text('second'))

  if (first.status !== 'queued') throw new Error('Expected it to be queued')
  const { effect, claim, opensAt } = first
  expect(second).toEqual({ status: 'already', subject: 'client:7', claim, effect, opensAt, replayed: false })
  expect(await effectTally(pool)).toEqual({ latches: 1, claims: 1, released: 0, effects: 1, events: 1 })
})

test('a number that is taken refuses the client, whose own slot stays free', async () => {
  const { db, pool } = await freshDatabase()
  const first = await messageOnce().send(db, 'client:1', text('first', { also: ['number:1'] }))

  const second = await messageOnce().send(db, 'client:2', text('second', { also: ['number:1'] }))

  if (first.status !== 'queued' || second.status !== 'already') throw new Error('Expected one message')
  expect(second).toMatchObject({ subject: 'number:1', effect: { id: first.effect.id, subject: 'client:1' } })
  expect(second.claim.id).toBe(first.effect.claimIds[1])
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 0, effects: 1, events: 1 })
  expect((await messageOnce().send(db, 'client:2', text('third'))).status).toBe('queued')
})

test('a claim without an effect refuses too, and has none to show', async () => {
  const { db } = await freshDatabase()
  await messageOnce().claim(db, 'client:7')

  const result = await messageOnce().send(db, 'client:7', text('hello'))

  expect(result).toMatchObject({ status: 'already', subject: 'client:7', effect: null })
})

test.each([
  [{ reason: 'undo', forMs: 8000 }, new Date(morning.getTime() + 8000), 'time'],
  [{ reason: 'quiet', until: midnight }, midnight, 'time'],
  [{ reason: 'zone-unknown' }, null, 'decision'],
])('it begins held: %j', async (wait, dueAt, waitsFor) => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)

  const result = await messageOnce().send(db, 'client:7', text('hello', { wait }))

  expect(result).toMatchObject({ effect: { state: 'held', reason: wait.reason, dueAt, waitsFor } })
})

test('inside a transaction it is part of it: a rollback leaves nothing', async () => {
  const { db, pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')
  const undone = await messageOnce().send(fromPg(client), 'client:7', text('undone', { also: ['number:1'] }))
  await client.query('rollback')
  client.release()

  expect(undone.status).toBe('queued')
  expect(await effectTally(pool)).toEqual({ latches: 0, claims: 0, released: 0, effects: 0, events: 0 })
  expect((await messageOnce().send(db, 'client:7', text('hello'))).status).toBe('queued')
})

test('the next period is a new one', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await messageOnce().send(db, 'client:7', text('today'))
  await freezeClock(db, midnight)

  const result = await messageOnce().send(db, 'client:7', text('tomorrow'))

  expect(result).toMatchObject({ status: 'queued', claim: { period: '2026-11-23', streak: 2 } })
})

test('an action that happens once for ever can send, and its claim keeps its bounds', async () => {
  const { db } = await freshDatabase()
  const welcome = messageOnce({ per: ever() })

  const result = await welcome.send(db, 'client:7', text('welcome'))
  const again = await welcome.send(db, 'client:7', text('welcome'))

  if (result.status !== 'queued') throw new Error('Expected it to be queued')
  expect(result.claim.startsAt.getUTCFullYear()).toBe(1)
  expect(again).toMatchObject({ status: 'already', opensAt: null, claim: { id: result.claim.id } })
})
