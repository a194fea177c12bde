import { expect, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { serverWithStandbySetting } from '../support/standby-setting.ts'

test('an answer that repeats a win waits until the standby has what it repeats', async () => {
  const { pool, wantStandby, waitingForStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  const first = await checkInOnce().claim(db, 'ada', { key: 'k' })
  await wantStandby('a_standby_that_is_away')
  let answered = false
  const again = checkInOnce()
    .claim(db, 'ada', { key: 'k' })
    .finally(() => {
      answered = true
    })
  await waitingForStandby('-infinity')
  expect(answered).toBe(false)
  await wantStandby('')
  expect(await again).toEqual({ ...first, replayed: true })
})

test('the twin, which reads the key, repeats what no standby has', async () => {
  const { pool, wantStandby } = await serverWithStandbySetting()
  const db = fromPg(pool)
  await migrate(db)
  const { claim } = await checkInOnce().claim(db, 'ada', { key: 'k' })
  await wantStandby('a_standby_that_is_away')
  const { rows } = await pool.query('select claim_id as id from daylatch.claim_key where won')
  expect([rows, (await pool.query('select from pg_stat_replication')).rowCount]).toEqual([
    [{ id: claim.id }],
    0,
  ])
})
