import { expect, test } from 'vitest'
import { fromPg, migrate, planMigrations, schemaVersion } from '../../src/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'

test('a plan is what would run, record first; reading it changes nothing', async () => {
  const { pool } = await emptyDatabase()
  const db = fromPg(pool)

  const plan = await planMigrations(db)

  const { known } = await schemaVersion(db)
  expect(plan.map(({ version }) => version)).toEqual(Array.from({ length: known + 1 }, (_, index) => index))
  expect((await pool.query(`select from pg_namespace where nspname = 'daylatch'`)).rowCount).toBe(0)
})

test('a plan that somebody has run by hand counts as run', async () => {
  const { pool } = await emptyDatabase()
  const db = fromPg(pool)
  const plan = await planMigrations(db)

  await pool.query(['begin', ...plan.map(({ text }) => text), 'commit'].join(';\n'))

  expect(await planMigrations(db)).toEqual([])
  expect(await migrate(db)).toEqual([])
  const { version, known } = await schemaVersion(db)
  expect(version).toBe(known)
})

test('a schema that is not there is at version 0', async () => {
  const { pool } = await emptyDatabase()
  expect(await schemaVersion(fromPg(pool))).toMatchObject({ schema: 'daylatch', version: 0 })
})
