import { Signal, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { type BeforeSendVerdict, NothingWritten } from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accepted, dispatcherFor, started, testGateway, untilState } from './support/dispatching.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

test('what is due is sent once, with its history; what is not due, held or another gateway’s stays', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const others = [
    await plant(pool, { dueAt: '2999-01-01' }),
    await plant(pool, { state: 'held', dueAt: 'infinity' }),
    await plant(pool, { gateway: 'other' }),
  ]
  const gateway = testGateway()
  await started(db, gateway)
  await untilState(pool, effect, 'sent 1')
  expect(gateway.arrivals).toEqual([`${effect.id}.1`])
  expect(await historyOf(pool, effect)).toEqual([
    ' > pending 0 planted',
    'pending > sending 1 taken',
    'sending > sent 1 accepted',
  ])
  const states = await Promise.all(others.map(async (other) => await stateOf(pool, other)))
  expect(states).toEqual(['pending 0', 'held 0', 'pending 0'])
  const { rows } = await pool.query(
    'select gateway_ref, first_sent_at = last_sent_at as once from daylatch.effect where effect_id = $1',
    [effect.id],
  )
  expect(rows).toEqual([{ gateway_ref: 'ref', once: true }])
})

test('a definite refusal is tried again as often as is allowed, then failed', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(() => ({ outcome: 'refused', code: 'queue-full', again: true }))
  await started(db, gateway, { setup: { retries: 2 } })
  await untilState(pool, effect, 'failed 3')
  expect(gateway.arrivals).toEqual([1, 2, 3].map((attempt) => `${effect.id}.${attempt}`))
  expect((await historyOf(pool, effect)).slice(1)).toEqual([
    'pending > sending 1 taken',
    'sending > pending 1 queue-full',
    'pending > sending 2 taken',
    'sending > pending 2 queue-full',
    'pending > sending 3 taken',
    'sending > failed 3 queue-full',
  ])
})

test('a refusal that no later attempt can change is failed at once', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(() => ({ outcome: 'refused', code: 'no-such-number', again: false }))
  await started(db, gateway)
  await untilState(pool, effect, 'failed 1')
  expect(gateway.arrivals).toHaveLength(1)
})

test('a connection that was refused is definite; anything else that is thrown is unknown, and stays so', async () => {
  const { db, pool } = await freshDatabase()
  const [refused, reset] = [await plant(pool), await plant(pool)]
  const gateway = testGateway(({ effectId, attempt }) => {
    if (effectId === reset.id) throw new Error('socket hang up')
    if (attempt === 1) throw new NothingWritten('connection refused')
    return accepted
  })
  await started(db, gateway)
  await untilState(pool, refused, 'sent 2')
  await untilState(pool, reset, 'unknown 1')
  expect(await historyOf(pool, refused)).toContain('sending > pending 1 nothing-written')
  expect(gateway.arrivals.filter((id) => id.startsWith(reset.id))).toEqual([`${reset.id}.1`])
})

test('no answer within the timeout is unknown, and the answer that comes later settles it', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const answer = new Signal()
  const gateway = testGateway(
    async (_, { signal }) => {
      await answer.done
      expect(signal.aborted).toBe(true)
      return accepted
    },
    { timeoutMs: 50 },
  )
  await started(db, gateway)
  await untilState(pool, effect, 'unknown 1')
  answer.set()
  await untilState(pool, effect, 'sent 1')
  expect((await historyOf(pool, effect)).slice(2)).toEqual([
    'sending > unknown 1 timeout',
    'unknown > sent 1 accepted-late',
  ])
})

test('what was held until a time is checked again then, and held on, let go or cancelled by what the check says', async () => {
  const { db, pool } = await freshDatabase()
  const verdicts: readonly BeforeSendVerdict[] = [
    'go',
    { hold: { reason: 'quiet', until: new Date('2999-01-01') } },
    { hold: { reason: 'zone-unknown' } },
    { cancel: { reason: 'opted-out' } },
  ]
  const effects = [
    await plant(pool, { state: 'held', subject: 'client:0' }),
    await plant(pool, { state: 'held', subject: 'client:1' }),
    await plant(pool, { state: 'held', subject: 'client:2' }),
    await plant(pool, { state: 'held', subject: 'client:3' }),
  ] as const
  const gateway = testGateway()
  await started(db, gateway, {
    beforeSend: async (tx, list) => {
      await tx.query('select 1')
      return list.map(({ subject }) => verdicts[Number(subject.slice(7))] ?? 'go')
    },
  })
  await untilState(pool, effects[0], 'sent 1')
  await untilState(pool, effects[3], 'cancelled 0')
  await untilState(pool, effects[2], 'held 0')
  const { rows } = await pool.query(
    'select state, reason, due_at::text from daylatch.effect order by subject',
  )
  expect(rows).toEqual([
    { state: 'sent', reason: 'accepted', due_at: null },
    { state: 'held', reason: 'quiet', due_at: expect.stringMatching(/^2999/) as string },
    { state: 'held', reason: 'zone-unknown', due_at: 'infinity' },
    { state: 'cancelled', reason: 'opted-out', due_at: null },
  ])
  expect(gateway.arrivals).toHaveLength(1)
})

test('a check that throws lets nothing leave, and what it stopped leaves when it works again', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  let calls = 0
  const gateway = testGateway()
  await started(db, gateway, {
    beforeSend: (_, list) => {
      calls += 1
      if (calls < 3) throw new Error('a defect')
      return Promise.resolve(list.map(() => 'go' as const))
    },
  })
  await untilState(pool, effect, 'sent 1')
  expect([calls, gateway.arrivals.length]).toEqual([3, 1])
})

test('a stop takes nothing new, waits for the call under way and records it', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const [called, answer] = [new Signal(), new Signal()]
  const gateway = testGateway(async () => {
    called.set()
    await answer.done
    return accepted
  })
  const dispatcher = await started(db, gateway)
  await called.done
  let isStopped = false
  const stopping = dispatcher.stop().then(() => (isStopped = true))
  const second = await plant(pool)
  dispatcher.wake()
  expect(await dispatcher.deliver(second.id)).toMatchObject({ status: 'not-now', reason: 'stopping' })
  expect(isStopped).toBe(false)
  answer.set()
  await stopping
  expect([await stateOf(pool, effect), await stateOf(pool, second)]).toEqual(['sent 1', 'pending 0'])
})

test('no connection is held during a call: sixteen stalled ones leave a pool of one free', async () => {
  const { url, pool, db } = await freshDatabase()
  const { default: pg } = await import('pg')
  const { fromPg } = await import('../../src/index.ts')
  const one = new pg.Pool({ connectionString: url, max: 1 })
  const answer = new Signal()
  const gateway = testGateway(async () => {
    await answer.done
    return accepted
  })
  const effects = await Promise.all(Array.from({ length: 16 }, async () => await plant(pool)))
  const dispatcher = dispatcherFor(fromPg(one) as typeof db, gateway)
  await dispatcher.start()
  await waitFor('sixteen calls', () => gateway.arrivals.length === 16)
  expect(
    (await one.query('select count(*)::int as n from daylatch.effect where state = $1', ['sending'])).rows,
  ).toEqual([{ n: 16 }])
  answer.set()
  for (const effect of effects) await untilState(pool, effect, 'sent 1')
  await dispatcher.stop()
  await one.end()
})
