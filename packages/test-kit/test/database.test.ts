import { Client } from 'pg'
import { expect, test } from 'vitest'
import { waitUntilBlocked } from '../src/blocked.ts'
import { createDatabase, type TestDatabase } from '../src/database.ts'
import { serverUrl, withDatabase } from '../src/server.ts'
import type { Template } from '../src/template.ts'

test('two databases do not see each other, and are gone after drop()', async () => {
  const [first, second] = [await createDatabase(), await createDatabase()]
  await first.pool.query('create table only_here (n int)')
  const { rows } = await second.pool.query("select to_regclass('only_here') as found")
  await first.drop()
  await second.drop()
  expect(rows).toEqual([{ found: null }])
  await expect(new Client({ connectionString: first.url }).connect()).rejects.toMatchObject({ code: '3D000' })
})

test('databases of one template begin with what it was given once, and do not see each other', async () => {
  let prepared = 0
  const template: Template = {
    name: 'of_this_test',
    prepare: async (pool) => {
      prepared += 1
      await pool.query('create table account as select 1 as id')
    },
  }

  const [first, second] = await Promise.all([createDatabase(template), createDatabase(template)])
  await first.pool.query('insert into account values (2)')

  const accounts = async ({ pool }: TestDatabase) => (await pool.query('select id from account')).rows.length
  expect([prepared, await accounts(first), await accounts(second)]).toEqual([1, 2, 1])
  await first.drop()
  await second.drop()
})

test('a template that could not be prepared is prepared again by the next who asks', async () => {
  let prepared = 0
  const template: Template = {
    name: 'that_fails_first',
    prepare: async (pool) => {
      prepared += 1
      await pool.query('create table account (id int)')
      if (prepared === 1) throw new Error('not now')
    },
  }
  await expect(createDatabase(template)).rejects.toThrow('not now')
  await (await createDatabase(template)).drop()
  expect(prepared).toBe(2)
})

test('drop() fails and names the session that a test left open', async () => {
  const database = await createDatabase()
  const forgotten = new Client({ connectionString: database.url, application_name: 'forgotten' })
  await forgotten.connect()
  await forgotten.query('begin')
  await forgotten.query('select 42')
  await expect(database.drop(3_000)).rejects.toThrow(
    /is still used by:\nconnection \d+ \(forgotten, idle in transaction\): select 42$/,
  )
  await forgotten.end()
})

test('drop() fails and names a prepared transaction, which holds its locks without any session', async () => {
  const database = await createDatabase()
  await database.pool.query('create table locked (n int)')
  const client = await database.pool.connect()
  await client.query('begin')
  await client.query('insert into locked values (1)')
  await client.query("prepare transaction 'left behind'")
  client.release()
  await expect(database.drop(3_000)).rejects.toThrow(/is still used by:\nprepared transaction left behind$/)
  const again = new Client({ connectionString: database.url })
  await again.connect()
  await again.query("rollback prepared 'left behind'")
  await again.end()
})

test('drop() fails when a client of the pool was never released', async () => {
  const database = await createDatabase()
  const client = await database.pool.connect()
  await expect(database.drop()).rejects.toThrow(/^1 clients of the pool of t_\w+ were never released$/)
  client.release()
  await database.drop()
})

test('waitUntilBlocked comes back when the session waits for another one’s lock', async () => {
  const database = await createDatabase()
  await database.pool.query('create table account (id int primary key)')
  await database.pool.query('insert into account values (1)')
  const [holder, waiter] = [await database.pool.connect(), await database.pool.connect()]
  const { rows } = await waiter.query<{ pid: number }>('select pg_backend_pid() as pid')
  await holder.query('begin')
  await holder.query('select from account where id = 1 for update')
  let got = false
  const update = waiter.query('update account set id = 2').then(() => (got = true))
  await waitUntilBlocked(database.pool, rows[0]?.pid ?? 0)
  expect(got).toBe(false)
  await holder.query('commit')
  await update
  holder.release()
  waiter.release()
  await database.drop()
})

test.each([
  [
    'postgresql://daylatch@/daylatch?host=/tmp/x&port=5432',
    'postgresql://daylatch@/other?host=/tmp/x&port=5432',
  ],
  ['postgres://ann:secret@db.example:5433/site', 'postgres://ann:secret@db.example:5433/other'],
])('another database on the server of %s', (url, expected) => {
  expect(withDatabase(url, 'other')).toBe(expected)
})

test('the server of the run is known to the tests', () => {
  expect(serverUrl()).toMatch(/^postgres(ql)?:\/\//)
})
