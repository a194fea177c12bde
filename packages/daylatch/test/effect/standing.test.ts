import { Signal, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { gatewayStates, pauseGateway, resumeGateway } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accepted, dispatcherFor, started, testGateway, untilState } from './support/dispatching.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

const by = { actor: 'ada', reason: 'the contract is over' }

/** What an application would keep in a file. */
function marker(): {
  text: string | undefined
  readonly read: () => Promise<string | undefined>
  readonly write: (text: string) => Promise<void>
} {
  const kept = {
    text: undefined as string | undefined,
    read: async () => await Promise.resolve(kept.text),
    write: async (text: string) => {
      kept.text = text
      await Promise.resolve()
    },
  }
  return kept
}

test('a paused gateway gets nothing, changes no effect, and goes on when it is resumed', async () => {
  const { db, pool } = await freshDatabase()
  expect(await pauseGateway(db, 'fast', by)).toBe(true)
  expect(await pauseGateway(db, 'fast', { ...by, reason: 'again' })).toBe(false)
  const effect = await plant(pool)
  const gateway = testGateway()
  const dispatcher = await started(db, gateway)
  expect(await dispatcher.deliver(effect.id)).toMatchObject({ status: 'not-now', reason: 'paused' })
  const [state] = await gatewayStates(db)
  expect(state).toMatchObject({
    state: 'paused',
    reason: 'the contract is over',
    pausedBy: 'ada',
    waiting: { pending: 1 },
  })
  expect(await historyOf(pool, effect)).toHaveLength(1)
  expect(await resumeGateway(db, 'fast', by)).toBe(true)
  dispatcher.wake()
  await untilState(pool, effect, 'sent 1')
  expect(gateway.arrivals).toHaveLength(1)
})

test('five outcomes without an answer open the breaker; one is let through later, and its answer closes it', async () => {
  const { db, pool } = await freshDatabase()
  const begin = Date.parse('2026-11-22T02:00:00Z')
  await freezeClock(db, new Date(begin))
  let isDown = true
  const gateway = testGateway(() => {
    if (isDown) throw new Error('reset')
    return accepted
  })
  const effects = await Promise.all(Array.from({ length: 30 }, async () => await plant(pool)))
  const dispatcher = await started(db, gateway, {
    setup: { maxInFlight: 1, breaker: { failures: 5, openMs: 30_000 } },
  })
  await waitFor('the breaker to open', async () => (await gatewayStates(db))[0]?.state === 'open')
  expect(await dispatcher.deliver(await oneStill(pool, effects, 'pending 0'))).toMatchObject({
    reason: 'open',
  })
  expect(gateway.arrivals).toHaveLength(5)
  // It is tried again, still down.
  await freezeClock(db, new Date(begin + 30_000))
  dispatcher.wake()
  await waitFor(
    'a sixth',
    async () => gateway.arrivals.length === 6 && (await gatewayStates(db))[0]?.failures === 6,
  )
  expect(await dispatcher.deliver(await oneStill(pool, effects, 'pending 0'))).toMatchObject({
    reason: 'open',
  })
  isDown = false
  await freezeClock(db, new Date(begin + 60_000))
  dispatcher.wake()
  await waitFor('all the others', () => gateway.arrivals.length === 30)
  await dispatcher.stop()
  const [state] = await gatewayStates(db)
  expect(state).toMatchObject({ state: 'working', failures: 0, waiting: { unknown: 6 } })
})

test('after an outage one call tries the gateway, however many are waiting and allowed', async () => {
  const { db, pool } = await freshDatabase()
  await Promise.all(Array.from({ length: 8 }, async () => await plant(pool)))
  const answer = new Signal()
  const gateway = testGateway(async () => {
    await answer.done
    return accepted
  })
  const dispatcher = dispatcherFor(db, gateway)
  await pool.query(
    `insert into daylatch.gateway (gateway, failures, open_until) values ('fast', 5, '2026-01-01')`,
  )
  await dispatcher.start()
  await waitFor('the first', () => gateway.arrivals.length === 1)
  expect(await dispatcher.deliver(await oneStill(pool, [], 'pending 0'))).toMatchObject({ reason: 'busy' })
  answer.set()
  await waitFor('all', () => gateway.arrivals.length === 8)
})

async function oneStill(
  pool: Parameters<typeof stateOf>[0],
  _: readonly unknown[],
  state: string,
): Promise<string> {
  const { rows } = await pool.query<{ effect_id: string }>(
    `select effect_id from daylatch.effect where state || ' ' || attempt = $1 limit 1`,
    [state],
  )
  return rows[0]?.effect_id ?? 'none'
}

test('the marker is written before a message leaves', async () => {
  const { db, pool } = await freshDatabase()
  await plant(pool)
  const kept = marker()
  const remembered: unknown[] = []
  const gateway = testGateway(() => {
    remembered.push(JSON.parse(kept.text ?? '{}'))
    return accepted
  })
  await started(db, gateway, { marker: kept })
  await waitFor('it to leave', () => remembered.length === 1)
  expect(remembered).toEqual([{ timeline: '00000001', attempts: { fast: 1 } }])
})

test('without a marker that can be written nothing leaves, and it is tried again', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const kept = marker()
  let isFull = true
  const gateway = testGateway()
  await started(db, gateway, {
    setup: { retries: 100 },
    marker: {
      read: kept.read,
      write: async (text) => {
        if (isFull && text.includes('"fast":') && !text.includes('"fast":0')) throw new Error('no space left')
        await kept.write(text)
      },
    },
  })
  await waitFor('a failure', async () =>
    (await historyOf(pool, effect)).includes('sending > pending 1 marker-not-written'),
  )
  expect(gateway.arrivals).toEqual([])
  isFull = false
  await waitFor('it to leave', () => gateway.arrivals.length === 1)
})

test.each([
  [
    'an older backup',
    { timeline: '00000001', attempts: { fast: 3 } },
    'it knows of 2 attempts at fast, and there were 3',
  ],
  [
    'another timeline',
    { timeline: '00000007', attempts: { fast: 2 } },
    'its timeline is 00000001, and was 00000007',
  ],
])('after a restore, seen by %s, nothing leaves and what was under way is unknown', async (_, text, why) => {
  const { db, pool } = await freshDatabase()
  await pool.query(`insert into daylatch.gateway (gateway, attempts) values ('fast', 2), ('other', 9)`)
  const [waiting, underWay] = [
    await plant(pool),
    await plant(pool, { state: 'sending', attempt: 1, dueAt: '2999-01-01' }),
  ]
  const kept = marker()
  kept.text = JSON.stringify(text)
  const gateway = testGateway()
  const dispatcher = await started(db, gateway, { marker: kept })
  expect(await dispatcher.deliver(waiting.id)).toMatchObject({ reason: 'paused' })
  expect(await historyOf(pool, underWay)).toContain('sending > unknown 1 restored')
  const states = await gatewayStates(db)
  expect(states.map(({ name, state }) => [name, state])).toEqual([
    ['fast', 'paused'],
    ['other', 'paused'],
  ])
  expect(states[0]?.reason).toContain(why)
  // Somebody has compared, and resumes; the next start finds nothing wrong.
  await dispatcher.stop()
  await resumeGateway(db, 'fast', by)
  await started(db, gateway, { marker: kept })
  await untilState(pool, waiting, 'sent 1')
  expect(gateway.arrivals).toEqual([`${waiting.id}.1`])
})

test('a marker of the same database, or a damaged one, pauses nothing', async () => {
  const { db, pool } = await freshDatabase()
  await pool.query(`insert into daylatch.gateway (gateway, attempts) values ('fast', 2)`)
  const effect = await plant(pool)
  const kept = marker()
  kept.text = `{"timeline": "00000001", "attempts": {"fast": 2}}\n{"timel`
  await started(db, testGateway(), { marker: kept })
  await untilState(pool, effect, 'sent 1')
  expect(kept.text).toBe('{"timeline":"00000001","attempts":{"fast":3}}')
})
