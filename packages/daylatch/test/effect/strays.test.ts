import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { gatewayStates } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { started, testGateway, untilState } from './support/dispatching.ts'
import { historyOf, plant, stateOf } from './support/plant.ts'

test('an attempt at a gateway that no dispatcher has any more is called unknown; what only waits is shown', async () => {
  const { db, pool } = await freshDatabase()
  await pool.query(`insert into daylatch.gateway (gateway) values ('gone')`)
  const [left, waiting, running] = [
    await plant(pool, { gateway: 'gone', state: 'sending', attempt: 1 }),
    await plant(pool, { gateway: 'gone' }),
    await plant(pool, { gateway: 'gone', state: 'sending', attempt: 1, dueAt: '2999-01-01' }),
  ]
  const gateway = testGateway()
  const dispatcher = await started(db, gateway)
  await untilState(pool, left, 'unknown 1')
  expect((await historyOf(pool, left)).at(-1)).toBe('sending > unknown 1 lease-over')
  expect([await stateOf(pool, waiting), await stateOf(pool, running)]).toEqual(['pending 0', 'sending 1'])
  expect(await gatewayStates(db)).toMatchObject([
    { name: 'fast', waiting: {} },
    { name: 'gone', waiting: { pending: 1, sending: 1, unknown: 1 } },
  ])
  expect(await dispatcher.lookUp(left.id, { actor: 'ada' })).toMatchObject({ status: 'unsupported' })
  expect(gateway.arrivals).toEqual([])
})

test('the lease of a stranger is over for a minute before anybody else takes note of it', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  await pool.query(`insert into daylatch.gateway (gateway) values ('theirs')`)
  const [theirs, ours] = [
    await plant(pool, { gateway: 'theirs', state: 'sending', attempt: 1 }),
    await plant(pool, { state: 'sending', attempt: 1 }),
  ]
  const long = await plant(pool, { gateway: 'theirs', state: 'sending', attempt: 1 })
  await pool.query(
    `update daylatch.effect set due_at = daylatch.clock() - interval '50 seconds' where effect_id = any ($1)`,
    [[theirs.id, ours.id]],
  )
  await started(db, testGateway())
  await untilState(pool, long, 'unknown 1')
  await untilState(pool, ours, 'unknown 1')
  expect(await stateOf(pool, theirs)).toBe('sending 1')
})

test('what waits for a gateway that nobody ever had is shown by its name', async () => {
  const { db, pool } = await freshDatabase()
  await plant(pool, { gateway: 'smss' })
  await started(db, testGateway())
  await waitFor('both to be known', async () => (await gatewayStates(db)).length === 2)
  expect((await gatewayStates(db)).map(({ name, state, waiting }) => [name, state, waiting])).toEqual([
    ['fast', 'working', {}],
    ['smss', 'working', { pending: 1 }],
  ])
})
