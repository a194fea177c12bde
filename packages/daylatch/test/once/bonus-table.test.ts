import { expect, test } from 'vitest'
import { activateBonusTable, activeBonusTable, previewBonusTable } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'

const by = { actor: 'root', reason: 'as announced' }
const threeSteps = [
  { streak: 7, amount: 50 },
  { streak: 3, amount: 10 },
]

test('versions are added, and the highest is the active one', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  expect(await activeBonusTable(db, 'check-in')).toBe(null)
  const first = await activateBonusTable(db, 'check-in', threeSteps, { ...by, expectedVersion: 0 })
  const table = { version: 1, activatedAt: morning, ...by, steps: threeSteps.toReversed() }
  expect(first).toEqual({ status: 'activated', table })
  expect(await activeBonusTable(db, 'check-in')).toEqual(table)
  await activateBonusTable(db, 'check-in', [], by)
  expect(await activeBonusTable(db, 'check-in')).toEqual({ ...table, version: 2, steps: [] })
  expect(await activeBonusTable(db, 'other')).toBe(null)
  expect((await pool.query('select from daylatch.bonus_step')).rowCount).toBe(2)
})

test('of two activations made against one version, one wins and the other is told', async () => {
  const { db, connect } = await freshDatabase()
  const results = await Promise.all(
    [db, connect()].map(
      async (from, n) =>
        await activateBonusTable(from, 'check-in', [{ streak: 2, amount: n + 1 }], {
          ...by,
          expectedVersion: 0,
        }),
    ),
  )
  const active = await activeBonusTable(db, 'check-in')
  expect(results.toSorted((one, other) => (one.status < other.status ? -1 : 1))).toEqual([
    { status: 'activated', table: active },
    { status: 'outdated', active },
  ])
  expect(active?.version).toBe(1)
})

test('activations that expect nothing get a version each', async () => {
  const { db, connect } = await freshDatabase()
  const results = await Promise.all(
    [db, connect(), connect()].map(async (from) => await activateBonusTable(from, 'check-in', [], by)),
  )
  const versions = results.map((result) => (result.status === 'activated' ? result.table.version : 0))
  expect(versions.toSorted((one, other) => one - other)).toEqual([1, 2, 3])
})

test('a preview counts who is one claim away from each step, and writes nothing', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  await activateBonusTable(db, 'check-in', [{ streak: 7, amount: 50 }], by)
  const latch = `insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
    select $1 || n, 'check-in', gen_random_uuid(), '2026-11-22', $2::timestamptz, $2::timestamptz + interval '1 day', $2, 'main', $3
    from generate_series(1, $4) n`
  const [today, yesterday, before] = ['2026-11-22T00:00Z', '2026-11-21T00:00Z', '2026-11-20T00:00Z']
  await pool.query(latch, ['two-today-', today, 2, 3])
  await pool.query(latch, ['two-yesterday-', yesterday, 2, 4])
  await pool.query(latch, ['two-broken-', before, 2, 5])
  await pool.query(latch, ['six-', today, 6, 6])
  const preview = await previewBonusTable(db, checkInOnce(), [
    { streak: 1, amount: 1 },
    { streak: 3, amount: 10 },
  ])
  expect(preview).toEqual({
    active: await activeBonusTable(db, 'check-in'),
    steps: [
      { streak: 1, before: 0, after: 1, subjects: 5 },
      { streak: 3, before: 0, after: 10, subjects: 7 },
      { streak: 7, before: 50, after: 0, subjects: 6 },
    ],
  })
  expect((await activeBonusTable(db, 'check-in'))?.version).toBe(1)
})

test.each([
  [
    [{ streak: 0, amount: 1 }],
    'Expected `steps[0].streak` to be a whole number from 1 to 1000000, got `0` (number)',
  ],
  [
    [{ streak: 2, amount: 0 }],
    'Expected `steps[0].amount` to be a whole number from 1 to 1000000000, got `0` (number)',
  ],
  [
    [
      { streak: 2, amount: 1 },
      { streak: 2, amount: 2 },
    ],
    'Expected `steps[1].streak` to be a streak that no other step has, got `2` (number)',
  ],
])('the steps %j are refused', async (steps, message) => {
  const { db } = await freshDatabase()
  await expect(activateBonusTable(db, 'check-in', steps, by)).rejects.toThrow(message)
  await expect(previewBonusTable(db, checkInOnce(), steps)).rejects.toThrow(message)
})
