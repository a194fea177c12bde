import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { waitFor } from '@daylatch/test-kit'
import { RawClient, say, statement } from './raw-client.ts'
import { openStage, type Arrival, type Stage } from './support.ts'

let stage: Stage
let client: RawClient

beforeAll(async () => {
  stage = await openStage()
  await stage.database.pool.query(
    'create table account (id int primary key, amount int not null unique deferrable initially deferred)',
  )
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.database.pool.query('delete from account')
  stage.gate.reset()
  client = await RawClient.connect(stage.url)
})
afterEach(() => client.end())

async function amounts(): Promise<readonly number[]> {
  const { rows } = await stage.database.pool.query<{ amount: number }>(
    'select amount from account order by id',
  )
  return rows.map(({ amount }) => amount)
}

const arrival = (index: number): Promise<Arrival> =>
  waitFor(`unit ${index} at the gate`, () => stage.gate.held[index])

const insert = (id: number, amount: number): Buffer =>
  statement('insert into account values ($1, $2)', String(id), String(amount))

describe('autocommit', () => {
  test('Parse, Bind, Describe, Execute and Sync in one piece are split at the Sync', async () => {
    stage.gate.holds = ({ isImplicit }) => isImplicit
    client.send(insert(1, 10), say.sync)
    const commit = await arrival(0)
    expect([client.heard, await amounts()]).toEqual(['', []])
    commit.pass()
    expect(await client.until(/Z$/)).toBe('12nCZ')
    expect(await amounts()).toEqual([10])
    expect(stage.gate.story()).toEqual(['insert into account values ($1, $2)', '[COMMIT]'])
  })

  test('every message in a packet of its own makes the same two steps', async () => {
    stage.gate.holds = ({ isImplicit }) => isImplicit
    client.send(say.parse('insert into account values (1, 10)', 'mine'))
    client.send(say.flush)
    expect(await client.until(/1$/)).toBe('1')
    client.send(say.bind([], 'mine'))
    client.send(say.execute())
    await waitFor('the statement', () => stage.gate.done.length === 1)
    client.send(say.sync)
    const commit = await arrival(0)
    expect([client.heard, await amounts()]).toEqual(['', []])
    commit.pass()
    expect(await client.until(/Z$/)).toBe('2CZ')
    expect(await amounts()).toEqual([10])
  })

  test('a Bind does not reach the server before its Execute is let go, so that it sees what was committed meanwhile', async () => {
    stage.gate.holds = ({ isImplicit }) => !isImplicit
    client.send(statement('select amount from account'), say.sync)
    const select = await arrival(0)
    await stage.database.pool.query('insert into account values (1, 10)')
    select.pass()
    await client.until(/Z$/)
    expect(client.rows).toEqual([['10']])
  })

  test.each([
    ['Flush', say.flush, /T$/],
    ['Sync', say.sync, /Z$/],
  ])(
    'a statement that is parsed before a %s and fixes what its transaction sees is held before its Parse',
    async (_, end, answered) => {
      client.send(say.query('begin isolation level repeatable read'))
      await client.until(/Z$/)
      stage.gate.holds = () => true
      client.send(say.parse('select amount from account', 'mine'), say.describe('S', 'mine'), end)
      const select = await arrival(0)
      await stage.database.pool.query('insert into account values (1, 10)')
      select.pass()
      await client.until(answered)
      client.send(say.bind([], 'mine'), say.execute(), say.sync)
      await client.until(/Z$/)
      expect([client.rows, stage.gate.held.length, stage.gate.done.length]).toEqual([[['10']], 1, 2])
    },
  )

  test('one that is parsed so and never executed ends with the next statement', async () => {
    client.send(say.query('begin isolation level serializable'))
    await client.until(/Z$/)
    client.send(say.parse('select amount from account', 'mine'), say.sync)
    await client.until(/Z$/)
    client.send(say.query('rollback'))
    await client.until(/Z$/)
    expect(stage.gate.done.map(({ unit, result }) => [unit.kind, result.isCutOff])).toEqual([
      ['begin', false],
      ['statement', true],
      ['rollback', false],
    ])
  })

  test('a statement that only is prepared and described runs nothing and is not held', async () => {
    stage.gate.holds = () => true
    client.send(say.parse('select 1', 'later'), say.describe('S', 'later'), say.sync)
    expect(await client.until(/Z$/)).toBe('1tTZ')
    expect(stage.gate.held).toEqual([])
  })

  test('an error of the statement is told at once, and there is no commit', async () => {
    client.send(insert(1, 10), say.sync)
    await client.until(/Z$/)
    client.send(insert(1, 20), say.sync)
    expect(await client.until(/Z$/)).toBe('12nEZ')
    expect(client.errors.map(({ code }) => code)).toEqual(['23505'])
    expect(stage.gate.done.map(({ result }) => result.error?.code)).toEqual([undefined, undefined, '23505'])
  })

  test.each([
    ['extended', () => [insert(2, 10), say.sync], '12nEZ'],
    ['simple', () => [say.query('insert into account values (2, 10)')], 'EZ'],
  ])('an error of the commit replaces the completion: %s protocol', async (_, messages, heard) => {
    await stage.database.pool.query('insert into account values (1, 10)')
    client.send(...messages())
    expect(await client.until(/Z$/)).toBe(heard)
    expect([client.tags, client.status]).toEqual([[], 'I'])
    expect(stage.gate.done.map(({ result }) => result.error?.code ?? null)).toEqual([null, '23505'])
    expect(await amounts()).toEqual([10])
  })

  test('without the split the commit is done with the statement', async () => {
    stage.gate.splits = false
    client.send(insert(1, 10), say.sync)
    expect(await client.until(/Z$/)).toBe('12nCZ')
    expect(stage.gate.done.map(({ unit, result }) => [unit.isImplicit, result.status])).toEqual([
      [false, 'I'],
    ])
  })
})

describe('simple protocol', () => {
  test('the client gets what it would have got without the proxy', async () => {
    client.send(say.query('insert into account values (1, 10) returning amount'))
    expect(await client.until(/Z$/)).toBe('TDCZ')
    expect([client.rows, client.tags, client.status]).toEqual([[['10']], ['INSERT 0 1'], 'I'])
  })

  test('its commit is held, and its answer with it', async () => {
    stage.gate.holds = ({ isImplicit }) => isImplicit
    client.send(say.query('insert into account values (1, 10)'))
    const commit = await arrival(0)
    expect([client.heard, await amounts()]).toEqual(['', []])
    expect(stage.gate.done.map(({ result }) => result.isHeldBack)).toEqual([true])
    commit.pass()
    expect(await client.until(/Z$/)).toBe('CZ')
    expect(await amounts()).toEqual([10])
  })

  test('a failed statement leaves the session outside of any transaction', async () => {
    client.send(say.query('select 1 / 0'))
    expect(await client.until(/Z$/)).toBe('EZ')
    expect([client.status, stage.gate.story()]).toEqual(['I', ['select 1 / 0']])
  })

  test('the commit leaves prepared statements and named portals of the client alone', async () => {
    client.send(say.parse('select 7', 'mine'), say.sync)
    await client.until(/Z$/)
    client.send(say.query('insert into account values (1, 10)'))
    await client.until(/Z$/)
    client.send(say.bind([], 'mine'), say.execute(), say.sync)
    expect(await client.until(/Z$/)).toBe('2DCZ')
    client.send(say.query('select name from pg_prepared_statements'))
    await client.until(/Z$/)
    expect(client.rows).toEqual([['7'], ['mine']])
  })

  test('several statements in one string are one unit, which says so, with one commit', async () => {
    client.send(say.query("insert into account values (1, 10); insert into account values (2, ';')"))
    await client.until(/Z$/)
    client.send(say.query('insert into account values (1, 10); insert into account values (2, 20)'))
    expect(await client.until(/Z$/)).toBe('CCZ')
    expect(stage.gate.done.map(({ unit }) => [unit.isMultiple, unit.isImplicit])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ])
    expect(await amounts()).toEqual([10, 20])
  })

  test.each([
    'vacuum account',
    'lock table account',
    'do $$ begin insert into account values (1, 10); commit; end $$',
  ])('what refuses or changes its meaning in a block runs as it came: %s', async (sql) => {
    client.send(say.query(sql))
    await client.until(/Z$/)
    expect(client.errors.map(({ code }) => code)).toEqual(sql.startsWith('lock') ? ['25P01'] : [])
    expect(stage.gate.story()).toEqual([sql])
    expect(client.status).toBe('I')
  })

  test('an empty string passes without a word', async () => {
    stage.gate.holds = () => true
    client.send(say.query('-- nothing'))
    expect(await client.until(/Z$/)).toBe('IZ')
  })
})
