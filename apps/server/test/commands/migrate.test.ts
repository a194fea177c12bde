import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { daylatch } from '../support/run-command.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await createDatabase()
})

afterEach(async () => {
  await database.drop()
})

async function tables(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname in ('daylatch', 'site') order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('--plan prints SQL and changes nothing; that SQL, run as it is, leaves `migrate` nothing to do', async () => {
  const plan = await daylatch(['migrate', '--plan'], { databaseUrl: database.url })
  expect([plan.code, plan.stderr, await tables()]).toEqual([0, '', []])

  await database.pool.query(plan.stdout)

  const planned = await tables()
  expect(planned).toContain('daylatch.latch')
  expect(planned).toContain('site.member')
  const migrated = await daylatch(['migrate'], { databaseUrl: database.url })
  expect([migrated.code, migrated.stdout]).toEqual([
    0,
    'The schema daylatch was up to date.\nThe schema site was up to date.\n',
  ])
  const again = await daylatch(['migrate', '--plan'], { databaseUrl: database.url })
  expect(again.stdout).toBe('-- The schema daylatch is up to date.\n-- The schema site is up to date.\n')
})

test('without --plan both schemas are migrated, and the versions that were run are named', async () => {
  const first = await daylatch(['migrate', '--json'], { databaseUrl: database.url })
  expect(first.code).toBe(0)
  const { ran } = JSON.parse(first.stdout) as {
    readonly ran: readonly { readonly schema: string; readonly versions: readonly number[] }[]
  }
  expect(ran.map(({ schema, versions }) => [schema, versions[0]])).toEqual([
    ['daylatch', 1],
    ['site', 1],
  ])
  const second = await daylatch(['migrate', '--plan', '--json'], { databaseUrl: database.url })
  expect(JSON.parse(second.stdout)).toEqual({
    plans: [
      { schema: 'daylatch', steps: [] },
      { schema: 'site', steps: [] },
    ],
  })
})

test('a schema of a newer program is refused with exit code 1, and left alone', async () => {
  await daylatch(['migrate'], { databaseUrl: database.url })
  await database.pool.query(
    `insert into site.migration (version, name, digest) values (99, 'from_the_future', '')`,
  )
  for (const words of [['migrate'], ['migrate', '--plan']]) {
    const { code, stderr } = await daylatch(words, { databaseUrl: database.url })
    expect(code).toBe(1)
    expect(stderr).toContain('The schema `site` is at version 99')
  }
})
