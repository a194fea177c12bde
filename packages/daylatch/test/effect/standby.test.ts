import { expect, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { serverWithStandbySetting } from '../support/standby-setting.ts'
import { dispatcherFor, started, testGateway, untilState } from './support/dispatching.ts'
import { plant, stateOf } from './support/plant.ts'

test('a message is acknowledged only with the standby, also where its wait for that is cancelled', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  await wantStandby('a_standby_that_is_away')
  let answered = false
  const sending = messageOnce()
    .send(db, 'client:ada', text('hello'))
    .finally(() => {
      answered = true
    })
  const committing = await waitingForStandby('-infinity')
  const { rows } = await pool.query<{ at: string }>(
    'select clock_timestamp()::text as at, pg_cancel_backend($1)',
    [committing],
  )
  // The cancelled commit is on this disk only: it is looked up, and the look-up waits for the standby as well.
  await waitingForStandby(rows[0]?.at ?? '')
  expect([answered, (await effectTally(pool)).effects]).toEqual([false, 1])
  await wantStandby('')
  expect((await sending).status).toBe('queued')
  expect(await effectTally(pool)).toEqual({ latches: 1, claims: 1, released: 0, effects: 1, events: 1 })
})

test('a message leaves only when the standby has its attempt, and never where nobody knows whether it has', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  const [first, waits, lost] = [await plant(pool), await plant(pool), await plant(pool)]
  const gateway = testGateway()
  const dispatcher = dispatcherFor(db, gateway)
  await dispatcher.deliver(first.id)

  await wantStandby('a_standby_that_is_away')
  const delivery = dispatcher.deliver(waits.id)
  await waitingForStandby('-infinity')
  expect(gateway.arrivals).toEqual([`${first.id}.1`])
  await wantStandby('')
  expect(await delivery).toMatchObject({ status: 'attempted', effect: { state: 'sent' } })

  await wantStandby('a_standby_that_is_away')
  const cancelled = dispatcher.deliver(lost.id).catch((error: unknown) => error)
  await pool.query('select pg_cancel_backend($1)', [await waitingForStandby('-infinity')])
  expect(await cancelled).toMatchObject({ code: 'CONNECTION_LOST' })
  await wantStandby('')
  expect([await stateOf(pool, lost), gateway.arrivals.length]).toEqual(['sending 1', 2])
  await pool.query(`update daylatch.effect set due_at = '2026-01-01' where effect_id = $1`, [lost.id])
  await started(db, gateway)
  await untilState(pool, lost, 'unknown 1')
  expect(gateway.arrivals).toEqual([`${first.id}.1`, `${waits.id}.1`])
})
