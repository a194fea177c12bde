import type { TestDatabase } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { searchStatement } from '../../src/clients/store.ts'
import { migratedDatabase } from '../support/migrated-database.ts'

const CLIENTS = 20_000

let database: TestDatabase

beforeAll(async () => {
  database = await migratedDatabase()
  await database.pool.query(
    `insert into site.client (name, number)
     select md5(n::text) || ' ' || n, '+4670' || lpad(n::text, 7, '0') from generate_series(1, $1::integer) as n`,
    [CLIENTS],
  )
  await database.pool.query('vacuum analyze site.client')
}, 60_000)

afterAll(async () => {
  await database.drop()
})

/** The plan as lines, and how many clients were found. */
async function planOf(search: string): Promise<{ readonly plan: string; readonly found: number }> {
  const { text, values } = searchStatement(search, undefined)
  const { rows } = await database.pool.query<Record<'QUERY PLAN', string>>(`explain (costs off) ${text}`, [
    ...values,
  ])
  const { rowCount } = await database.pool.query(text, [...values])
  return { plan: rows.map((row) => row['QUERY PLAN']).join('\n'), found: rowCount ?? 0 }
}

test.each([
  ['a part of a name', 'c4ca4238a0', 1],
  ['a name that nobody has', 'Nobody Whatever', 0],
  ['the last digits of a number', '0019999', 1],
  ['a number that nobody has', '+358 40 1234567', 0],
])('%s is looked for in the index', async (_what, search, count) => {
  const { plan, found } = await planOf(search)

  expect([
    found,
    plan.includes('Bitmap Index Scan on client_pieces'),
    plan.includes('Seq Scan on client'),
  ]).toEqual([count, true, false])
})

test.each([
  ['no word', ''],
  ['a digit that many have', '7'],
])('with %s the list is read from its newest end', async (_what, search) => {
  const { plan, found } = await planOf(search)

  expect([found, plan.includes('Index Scan Backward using client_seq_key')]).toEqual([51, true])
})

test('the twin without the index reads every client for a name that nobody has', async () => {
  await database.pool.query('drop index site.client_pieces')

  expect((await planOf('Nobody Whatever')).plan).not.toContain('client_pieces')
})
