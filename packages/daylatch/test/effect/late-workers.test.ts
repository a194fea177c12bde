import { Signal, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { setPausePoint } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accepted, dispatcherFor, started, testGateway, untilState } from './support/dispatching.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

const keyed = { class: 'keyed', keyLifetimeMs: 86_400_000, timeoutMs: 60_000 } as const

/** Stops whoever reaches the place first, until `goOn`; everybody after it passes. */
function stopFirstAt(name: Parameters<typeof setPausePoint>[0]): {
  readonly isThere: Signal
  readonly goOn: Signal
} {
  const [isThere, goOn] = [new Signal(), new Signal()]
  const remove = setPausePoint(name, async () => {
    remove()
    isThere.set()
    await goOn.done
  })
  return { isThere, goOn }
}

test('a worker that wakes up after its lease writes nothing: the key was used by another meanwhile', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(undefined, keyed)
  const zombie = stopFirstAt('effect-before-write')
  // A margin of a millisecond: whatever happens before its write takes longer.
  const asleep = dispatcherFor(db, gateway, { setup: { leaseMarginMs: 1 } })
  const delivery = asleep.deliver(effect.id)
  await zombie.isThere.done
  await pool.query(`update daylatch.effect set due_at = '2026-01-01'`)
  await started(connect(), gateway)
  await untilState(pool, effect, 'sent 2')
  zombie.goOn.set()
  expect(await delivery).toMatchObject({ status: 'attempted', effect: { state: 'sent', attempt: 2 } })
  expect(gateway.arrivals).toEqual([`${effect.id}.2`])
  expect((await historyOf(pool, effect)).slice(1)).toEqual([
    'pending > sending 1 taken',
    'sending > unknown 1 lease-over',
    'unknown > sending 2 repeated',
    'sending > sent 2 accepted',
    'sent > sent 1 refused-late',
  ])
})

test('the twin, a gateway that does not check the lease before its first byte, is called twice', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await plant(pool)
  const [isAwake, isInside] = [new Signal(), new Signal()]
  const arrivals: string[] = []
  const gateway = {
    ...testGateway(undefined, keyed),
    send: async ({ attemptId, attempt }: { readonly attemptId: string; readonly attempt: number }) => {
      if (attempt === 1) {
        isInside.set()
        await isAwake.done
      }
      arrivals.push(attemptId)
      return accepted
    },
  }
  const asleep = dispatcherFor(db, gateway)
  const delivery = asleep.deliver(effect.id)
  await isInside.done
  // Long ago by the database's clock: its lease is over, whatever this machine's timers say.
  await pool.query(`update daylatch.effect set due_at = '2026-01-01'`)
  await started(connect(), gateway)
  await untilState(pool, effect, 'sent 2')
  isAwake.set()
  await delivery
  expect(arrivals).toEqual([`${effect.id}.2`, `${effect.id}.1`])
})

test('a worker that wakes up after its lease with an answer settles what is unknown', async () => {
  const { db, pool, connect } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(undefined, { timeoutMs: 5000 })
  const zombie = stopFirstAt('effect-after-answer')
  const delivery = dispatcherFor(db, gateway).deliver(effect.id)
  await zombie.isThere.done
  await pool.query(`update daylatch.effect set due_at = '2026-01-01'`)
  await started(connect(), gateway)
  await untilState(pool, effect, 'unknown 1')
  zombie.goOn.set()
  expect(await delivery).toMatchObject({ effect: { state: 'sent', attempt: 1 } })
  expect((await historyOf(pool, effect)).slice(2)).toEqual([
    'sending > unknown 1 lease-over',
    'unknown > sent 1 accepted-late',
  ])
})

test('an answer that comes after a person has decided otherwise moves nothing, and is shown as a contradiction', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const zombie = stopFirstAt('effect-before-record')
  const delivery = dispatcherFor(db, testGateway()).deliver(effect.id)
  await zombie.isThere.done
  await pool.query(`update daylatch.effect set state = 'failed', due_at = null`)
  zombie.goOn.set()
  expect(await delivery).toMatchObject({ effect: { state: 'failed', contradicted: true } })
  expect((await historyOf(pool, effect)).at(-1)).toBe('failed > failed 1 accepted-late')
})

test('the twin, which records by the key alone, makes a failure of it that was none', async () => {
  const { pool } = await freshDatabase()
  const effect = await plant(pool, { state: 'sent', attempt: 2 })
  await pool.query(`update daylatch.effect set state = 'failed' where effect_id = $1`, [effect.id])
  expect(await stateOf(pool, effect)).toBe('failed 2')
})

test('a worker that dies leaves an attempt that is unknown after its lease, and nobody sends it again', async () => {
  const { db, pool } = await freshDatabase()
  const [over, running] = [
    await plant(pool, { state: 'sending', attempt: 1 }),
    await plant(pool, { state: 'sending', attempt: 1, dueAt: '2999-01-01' }),
  ]
  const gateway = testGateway()
  await started(db, gateway)
  await untilState(pool, over, 'unknown 1')
  expect([await stateOf(pool, running), gateway.arrivals]).toEqual(['sending 1', []])
  const { rows } = await pool.query(`select due_at::text from daylatch.effect where state = 'unknown'`)
  expect(rows).toEqual([{ due_at: 'infinity' }])
})

test('a refusal of a repeated attempt says nothing of the first: the outcome stays unknown', async () => {
  const { db, pool } = await freshDatabase()
  const effect = await plant(pool)
  const gateway = testGateway(({ attempt }) => {
    if (attempt === 1) throw new Error('reset')
    return attempt === 2 ? { outcome: 'refused', code: 'no-such-number', again: false } : accepted
  }, keyed)
  await started(db, gateway)
  await untilState(pool, effect, 'sent 3')
  expect((await historyOf(pool, effect)).slice(2)).toEqual([
    'sending > unknown 1 error',
    'unknown > sending 2 repeated',
    'sending > unknown 2 resend-refused',
    'unknown > sending 3 repeated',
    'sending > sent 3 accepted',
  ])
})

test('a key is not used again when its end is near, and no attempt is repeated after the period', async () => {
  const { db, pool } = await freshDatabase()
  const [old, ended, fresh] = [
    await plant(pool, { state: 'unknown', attempt: 1 }),
    await plant(pool, { state: 'unknown', attempt: 1, endsAt: '2026-01-02' }),
    await plant(pool, { state: 'unknown', attempt: 1 }),
  ]
  await pool.query(
    `update daylatch.effect set first_sent_at = daylatch.clock() - interval '23 hours' where effect_id = $1`,
    [old.id],
  )
  const gateway = testGateway(undefined, keyed)
  await started(db, gateway)
  await untilState(pool, fresh, 'sent 2')
  await waitFor(
    'the others to be left',
    async () => (await historyOf(pool, old)).length + (await historyOf(pool, ended)).length === 4,
  )
  expect((await historyOf(pool, old)).at(-1)).toBe('unknown > unknown 1 key-ended')
  expect((await historyOf(pool, ended)).at(-1)).toBe('unknown > unknown 1 period-ended')
  expect(gateway.arrivals).toEqual([`${fresh.id}.2`])
})
