import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, migrate, planMigrations } from '../../src/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'

/** A role that may read and write the tables that are there, and create nothing; and a pool that works as it. */
async function ordinaryRole(owner: pg.Pool, url: string): Promise<{ role: string; pool: pg.Pool }> {
  const role = `ordinary_${randomBytes(5).toString('hex')}`
  await owner.query(`create role ${role}`)
  const separator = url.includes('?') ? '&' : '?'
  const pool = new pg.Pool({ connectionString: `${url}${separator}options=-c%20role%3D${role}`, max: 2 })
  onTestFinished(async () => {
    await pool.end()
    await owner.query(`drop owned by ${role}`)
    await owner.query(`drop role ${role}`)
  })
  return { role, pool }
}

test('a role that may create nothing migrates an up-to-date schema, because there is nothing to do', async () => {
  const { pool: owner, url } = await emptyDatabase()
  await migrate(fromPg(owner))
  const { role, pool } = await ordinaryRole(owner, url)
  await owner.query(`grant usage on schema daylatch to ${role}`)
  await owner.query(`grant select, insert, update, delete on all tables in schema daylatch to ${role}`)

  expect(await migrate(fromPg(pool))).toEqual([])
  expect(await planMigrations(fromPg(pool))).toEqual([])
})

test('the twin, the same role where there is something to do, is refused, and nothing is half done', async () => {
  const { pool: owner, url } = await emptyDatabase()
  const { pool } = await ordinaryRole(owner, url)

  expect(await outcomeOf(migrate(fromPg(pool)))).toBe('42501')
  expect((await owner.query(`select from pg_namespace where nspname = 'daylatch'`)).rowCount).toBe(0)
})
