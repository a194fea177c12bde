import { barrier, Signal, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { DaylatchError, fromPg, gatewayStates, withLock } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { transaction } from '../support/ledger.ts'
import { accepted, dispatcherFor, message, started, testGateway, untilState } from './support/dispatching.ts'
import { plant, stateOf } from './support/plant.ts'

const times = <T>(n: number, call: () => T): T[] => Array.from({ length: n }, call)

test('two dispatchers and the jobs of a queue that come twice make one call for each effect', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effects = await Promise.all(times(40, async () => await plant(pool)))
  const gateway = testGateway()
  const [one, two] = [dispatcherFor(db, gateway), dispatcherFor(connect(), gateway)]
  const jobs = effects.flatMap(({ id }) => [one.deliver(id), two.deliver(id)])
  await Promise.all([one.start(), two.start()])
  await Promise.all(jobs)
  for (const effect of effects) await untilState(pool, effect, 'sent 1')
  expect(gateway.arrivals).toHaveLength(40)
  expect(new Set(gateway.arrivals).size).toBe(40)
})

test('the twin, which reads what is due and then sends, calls twice', async () => {
  const { pool } = await freshDatabase()
  await plant(pool)
  const arrivals: string[] = []
  const bothHaveRead = barrier(2)
  const dispatch = async (): Promise<void> => {
    const { rows } = await pool.query<{ effect_id: string }>(
      `select effect_id from daylatch.effect where state = 'pending'`,
    )
    await bothHaveRead()
    for (const { effect_id: id } of rows) {
      arrivals.push(id)
      await pool.query(`update daylatch.effect set state = 'sent', due_at = null where effect_id = $1`, [id])
    }
  }
  await Promise.all([dispatch(), dispatch()])
  expect(arrivals).toHaveLength(2)
})

test('deliver says what it did: attempted, not needed, not now and why, absent', async () => {
  const { db, pool } = await freshDatabase()
  const dispatcher = dispatcherFor(db, testGateway())
  const [due, later, held] = [
    await plant(pool),
    await plant(pool, { dueAt: '2999-01-01' }),
    await plant(pool, { state: 'held', dueAt: 'infinity' }),
  ]
  expect(await dispatcher.deliver(due.id)).toMatchObject({ status: 'attempted', effect: { state: 'sent' } })
  expect(await dispatcher.deliver(due.id)).toMatchObject({ status: 'not-needed', effect: { state: 'sent' } })
  expect(await dispatcher.deliver(later.id)).toMatchObject({ status: 'not-now', reason: 'not-due' })
  expect(await dispatcher.deliver(held.id)).toMatchObject({
    status: 'not-now',
    reason: 'held',
    againInMs: null,
  })
  expect(await dispatcher.deliver('00000000-0000-4000-8000-000000000000')).toEqual({ status: 'absent' })
})

test('deliver and a dispatcher inside a lock or a transaction are refused', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const dispatcher = dispatcherFor(db, testGateway())
  const code = async (call: () => unknown): Promise<unknown> => {
    try {
      return await call()
    } catch (error) {
      return (error as DaylatchError).code
    }
  }
  const query = { text: 'select * from daylatch.effect', values: [] }
  expect(await withLock(db, query, async () => await code(() => dispatcher.deliver(effect.id)))).toBe(
    'EFFECT_IN_TRANSACTION',
  )
  await transaction(pool, async (client) => {
    expect(await code(() => dispatcherFor(fromPg(client), testGateway()))).toBe('EFFECT_IN_TRANSACTION')
  })
  expect(await stateOf(pool, effect)).toBe('pending 0')
})

test('a queue whose lock is not longer than the gateway’s timeout is refused, with the reason', async () => {
  const { db } = await freshDatabase()
  const gateway = testGateway(undefined, { timeoutMs: 30_000 })
  expect(() => dispatcherFor(db, gateway, { queueLockMs: 30_000 })).toThrow(
    /more than 30000 ms.*runs its job again/,
  )
  expect(() => dispatcherFor(db, gateway, { queueLockMs: 30_001 })).not.toThrow()
})

test('two dispatchers together never have more calls under way than the gateway takes', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effects = await Promise.all(times(60, async () => await plant(pool)))
  let [now, most] = [0, 0]
  const isFull = new Signal()
  const gateway = testGateway(async () => {
    now += 1
    most = Math.max(most, now)
    if (now === 3) isFull.set()
    await isFull.done
    await new Promise(setImmediate)
    now -= 1
    return accepted
  })
  const setup = { maxInFlight: 3 }
  await Promise.all([started(db, gateway, { setup }), started(connect(), gateway, { setup })])
  for (const effect of effects) await untilState(pool, effect, 'sent 1')
  expect([gateway.arrivals.length, most]).toEqual([60, 3])
})

test('the twin, whose takes do not lock the gateway’s row, begins twice as many', async () => {
  const { pool } = await freshDatabase()
  await Promise.all(times(12, async () => await plant(pool)))
  const bothHaveCounted = barrier(2)
  const takeWithoutLock = async (): Promise<void> =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from daylatch.effect where state = 'sending'`,
      )
      await bothHaveCounted()
      await client.query(
        `update daylatch.effect set state = 'sending' where effect_id in (
           select effect_id from daylatch.effect where state = 'pending' limit $1 for update skip locked)`,
        [3 - (rows[0]?.n ?? 0)],
      )
    })
  await Promise.all([takeWithoutLock(), takeWithoutLock()])
  const { rows } = await pool.query(`select count(*)::int as n from daylatch.effect where state = 'sending'`)
  expect(rows).toEqual([{ n: 6 }])
})

test('two dispatchers together begin as many attempts as the rate allows: none at the start, ten in a second', async () => {
  const { db, pool, connect } = await freshDatabase()
  const begin = Date.parse('2026-11-22T02:00:00Z')
  await freezeClock(db, new Date(begin))
  await Promise.all(times(40, async () => await plant(pool)))
  const gateway = testGateway()
  const setup = { perSecond: 10 }
  const dispatchers = [await started(db, gateway, { setup }), await started(connect(), gateway, { setup })]
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    await freezeClock(db, new Date(begin + tenth * 100))
    for (const dispatcher of dispatchers) dispatcher.wake()
    await waitFor(`${tenth} attempts`, () => gateway.arrivals.length === tenth)
  }
  await waitFor('all recorded', async () => (await gatewayStates(db))[0]?.waiting.sending === undefined)
  // Ten seconds without an attempt save up what a tenth of a second gives, and no more.
  await freezeClock(db, new Date(begin + 11_000))
  for (const dispatcher of dispatchers) dispatcher.wake()
  await waitFor('one more', () => gateway.arrivals.length === 11)
  await Promise.all(dispatchers.map(async (dispatcher) => await dispatcher.stop()))
  expect([gateway.arrivals.length, (await gatewayStates(db))[0]?.attempts]).toEqual([11, 11])
})

test('a dispatcher is told at once of what another process queues, where it listens', async () => {
  const { db, pool, url, connect } = await freshDatabase()
  const { default: pg } = await import('pg')
  const { announceEffects } = await import('../../src/index.ts')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const gateway = testGateway()
  // Without the notice it would look again after a minute.
  await started(db, gateway, {
    pollMs: 60_000,
    listen: () =>
      Promise.resolve({
        query: async (text) => await client.query(text),
        on: (event: string, listener: (error: Error) => void) => client.on(event as 'error', listener),
        end: async () => await client.end(),
      }),
  })
  await waitFor('it to listen', async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity
       where datname = current_database() and query ilike 'listen%' and state = 'idle'`,
    )
    return rowCount === 1
  })
  const effect = await plant(pool)
  announceEffects(connect())
  await untilState(pool, effect, 'sent 1')
  expect([gateway.arrivals.length, message.action]).toEqual([1, 'message'])
})
