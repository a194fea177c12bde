import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { day, type Gateway, type LookUpAnswer, once } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accepted, dispatcherFor, started, testGateway, untilState } from './support/dispatching.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

/** A gateway that can be asked, and what it was asked about. */
function queryable(
  answer: (attempt: number) => LookUpAnswer,
): Partial<Gateway> & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    class: 'queryable',
    asked,
    lookUp: ({ attemptId, attempt }) => {
      asked.push(attemptId)
      return Promise.resolve(answer(attempt))
    },
  }
}

const reset = (): never => {
  throw new Error('reset')
}

test('an unknown outcome is looked up by our reference, and what is found is recorded', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const asking = queryable(() => ({ found: 'delivered', gatewayRef: 'late' }))
  await started(db, testGateway(reset, asking), { setup: { graceMs: 0 } })
  await untilState(pool, effect, 'delivered 1')
  expect((await historyOf(pool, effect)).slice(2)).toEqual([
    'sending > unknown 1 error',
    'unknown > delivered 1 found',
  ])
  expect(asking.asked).toEqual([`${effect.id}.1`])
})

test('an outcome that the gateway does not know of waits for a person, and is not sent again', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(
    reset,
    queryable(() => ({ found: 'absent' })),
  )
  await started(db, gateway, { setup: { graceMs: 0 } })
  await waitFor('a note', async () => (await historyOf(pool, effect)).includes('unknown > unknown 1 absent'))
  const { rows } = await pool.query('select state, due_at::text from daylatch.effect')
  expect(rows).toEqual([{ state: 'unknown', due_at: 'infinity' }])
  expect(gateway.arrivals).toHaveLength(1)
})

test('where resending is switched on, it is sent again after the answer that it is absent', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const asking = queryable(() => ({ found: 'absent' }))
  const gateway = testGateway(({ attempt }) => (attempt === 1 ? reset() : accepted), asking)
  await started(db, gateway, { setup: { graceMs: 0, resendAbsent: true } })
  await untilState(pool, effect, 'sent 2')
  expect([gateway.arrivals, asking.asked]).toEqual([[`${effect.id}.1`, `${effect.id}.2`], [`${effect.id}.1`]])
})

test('absent within the grace time proves nothing', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'unknown', attempt: 1, dueAt: '2999-01-01' })
  const gateway = testGateway(
    reset,
    queryable(() => ({ found: 'absent' })),
  )
  const dispatcher = dispatcherFor(db, gateway)
  await pool.query(
    `insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, reason)
     values ($1, $2, 2, daylatch.clock(), 'pending', 'sending', 1, 'taken')`,
    [effect.subject, effect.id],
  )
  await pool.query('update daylatch.effect set events = 2')
  expect(await dispatcher.lookUp(effect.id, { actor: 'ada' })).toMatchObject({
    status: 'asked',
    finding: 'unclear',
    effect: { state: 'unknown' },
  })
  const [{ rows }] = [
    await pool.query('select actor, reason, detail from daylatch.effect_event where seq = 3'),
  ]
  expect(rows).toEqual([{ actor: 'ada', reason: 'unclear', detail: { found: 'absent' } }])
})

test('a person’s look-up is refused for what is not unknown, and where the gateway cannot be asked', async () => {
  const { db, pool } = await freshDatabase()
  const [sent, open] = [
    await plant(pool, { state: 'sent', attempt: 1 }),
    await plant(pool, { state: 'unknown', attempt: 1, dueAt: 'infinity' }),
  ]
  const dispatcher = dispatcherFor(db, testGateway())
  expect(await dispatcher.lookUp(sent.id, { actor: 'ada' })).toMatchObject({ status: 'refused' })
  expect(await dispatcher.lookUp(open.id, { actor: 'ada' })).toMatchObject({ status: 'unsupported' })
})

const morning = new Date('2026-11-22T02:00:00Z')
const nextMorning = new Date('2026-11-23T02:00:00Z')
const daily = once('message', { per: day({ zone: 'Asia/Shanghai' }) })
const wish = { gateway: 'fast', recipient: '+1', payload: { text: 'hello' } }

test('a message that was held over midnight takes the next day’s slot when it leaves, and that day’s send is refused', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const queued = await daily.send(db, 'client:1', { ...wish, wait: { reason: 'quiet', until: nextMorning } })
  if (queued.status !== 'queued') throw new Error(queued.status)
  await freezeClock(db, nextMorning)
  await started(db, testGateway(), { actionOf: () => daily })
  await untilState(pool, queued.effect, 'sent 1')
  expect(await daily.send(db, 'client:1', wish)).toMatchObject({
    status: 'already',
    claim: { period: '2026-11-23' },
    effect: { id: queued.effect.id, period: '2026-11-23' },
  })
})

test('a message that was held over midnight is cancelled where the next day is taken, and never leaves', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const held = await daily.send(db, 'client:1', { ...wish, wait: { reason: 'quiet', until: nextMorning } })
  await freezeClock(db, nextMorning)
  const next = await daily.send(db, 'client:1', wish)
  if (held.status !== 'queued' || next.status !== 'queued') throw new Error('Expected both to be queued')
  const gateway = testGateway()
  await started(db, gateway, { actionOf: () => daily })
  await untilState(pool, held.effect, 'cancelled 0')
  await untilState(pool, next.effect, 'sent 1')
  expect(gateway.arrivals).toEqual([`${next.effect.id}.1`])
  expect((await historyOf(pool, held.effect)).at(-1)).toBe('pending > cancelled 0 period-ended')
})

test('a retry does not cross the end of its period', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool, { attempt: 1, endsAt: '2026-01-02' })
  const gateway = testGateway()
  await started(db, gateway)
  await untilState(pool, effect, 'cancelled 1')
  expect([gateway.arrivals, await stateOf(pool, effect)]).toEqual([[], 'cancelled 1'])
})

test.each([
  ['release', 'queued'],
  ['consume', 'already'],
] as const)(
  'a message that failed for good: by the policy %s the next send is %s',
  async (onFailed, status) => {
    const { db, pool } = await freshDatabase()
    const first = await daily.send(db, 'client:1', { ...wish, also: ['number:+1'] })
    if (first.status !== 'queued') throw new Error(first.status)
    const gateway = testGateway(() => ({ outcome: 'refused', code: 'no-such-number', again: false }))
    await started(db, gateway, { actionOf: () => daily, setup: { onFailed } })
    await untilState(pool, first.effect, 'failed 1')
    expect(
      await daily.send(db, 'client:2', { ...wish, gateway: 'other', also: ['number:+1'] }),
    ).toMatchObject({ status })
  },
)
