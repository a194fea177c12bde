import type pg from 'pg'
import { expect, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { serverWithStandbySetting } from '../support/standby-setting.ts'
import { tally } from '../support/tally.ts'

/** Cancels the commit of a session; gives the server's time of doing so. */
async function cancel(pool: pg.Pool, pid: number): Promise<string> {
  const { rows } = await pool.query<{ at: string }>(
    'select clock_timestamp()::text as at, pg_cancel_backend($1)',
    [pid],
  )
  return rows[0]?.at ?? ''
}

test('a commit whose wait for the standby is cancelled is looked up, and acknowledged only with the standby', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  await wantStandby('a_standby_that_is_away')
  let answered = false
  const claim = checkInOnce()
    .claim(db, 'ada')
    .finally(() => {
      answered = true
    })
  const committing = await waitingForStandby('-infinity')
  const cancelledAt = await cancel(pool, committing)
  // The cancelled commit is on this disk only. It is not acknowledged: the look-up waits for the standby as well.
  await waitingForStandby(cancelledAt)
  expect([answered, (await tally(pool)).claims]).toEqual([false, 1])
  await wantStandby('')
  expect((await claim).status).toBe('claimed')
  expect(await tally(pool)).toEqual({ latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 })
})

test('a commit whose session is ended while it waits for the standby is not acknowledged without it', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  await wantStandby('a_standby_that_is_away')
  let answered = false
  const claim = checkInOnce()
    .claim(db, 'ada')
    .finally(() => {
      answered = true
    })
  const committing = await waitingForStandby('-infinity')
  const { rows } = await pool.query<{ at: string }>(
    'select clock_timestamp()::text as at, pg_terminate_backend($1)',
    [committing],
  )
  await waitingForStandby(rows[0]?.at ?? '')
  expect([answered, (await tally(pool)).claims]).toEqual([false, 1])
  await wantStandby('')
  expect((await claim).status).toBe('claimed')
})

test('the twin, which believes the answer to its COMMIT, acknowledges what no standby has', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  await wantStandby('a_standby_that_is_away')
  const believed = pool.query('create table paid ()')
  await cancel(pool, await waitingForStandby('-infinity'))
  expect((await believed).command).toBe('CREATE')
  expect((await pool.query('select from pg_stat_replication')).rowCount).toBe(0)
})
