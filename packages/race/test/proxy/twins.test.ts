import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { RawClient, say, statement } from './raw-client.ts'

/** What the proxy is careful about, done without its care, to the server itself. */
describe('without the proxy', () => {
  let database: TestDatabase
  let client: RawClient

  beforeAll(async () => {
    database = await createDatabase()
    await database.pool.query('create table account (id int primary key, amount int not null)')
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    await database.pool.query('delete from account')
    client = await RawClient.connect(database.url)
  })
  afterEach(() => client.end())

  test('a Bind that goes ahead of its Execute reads what was true before', async () => {
    client.send(say.parse('select amount from account'), say.bind(), say.flush)
    await client.until(/2$/)
    await database.pool.query('insert into account values (1, 10)')
    client.send(say.execute(), say.sync)
    await client.until(/Z$/)
    expect(client.rows).toEqual([])
  })

  test('a Parse that goes ahead fixes what its whole transaction sees', async () => {
    client.send(say.query('begin isolation level repeatable read'))
    await client.until(/Z$/)
    client.send(say.parse('select amount from account', 'mine'), say.sync)
    await client.until(/Z$/)
    await database.pool.query('insert into account values (1, 10)')
    client.send(say.bind([], 'mine'), say.execute(), say.sync)
    await client.until(/Z$/)
    expect(client.rows).toEqual([])
  })

  test('a BEGIN by a simple query takes the unnamed statement away from its client', async () => {
    client.send(say.parse('select 1'), say.sync)
    await client.until(/Z$/)
    client.send(say.query('begin'))
    await client.until(/Z$/)
    client.send(say.bind(), say.execute(), say.sync)
    expect(await client.until(/Z$/)).toBe('EZ')
    expect(client.errors.map(({ code }) => code)).toEqual(['26000'])
  })

  test('an Execute is not committed before its Sync', async () => {
    client.send(statement('insert into account values (1, 10)'), say.flush)
    await client.until(/C$/)
    expect((await database.pool.query('select 1 from account')).rowCount).toBe(0)
    client.send(say.sync)
    await client.until(/Z$/)
    expect((await database.pool.query('select 1 from account')).rowCount).toBe(1)
  })
})
