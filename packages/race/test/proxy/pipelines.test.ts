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

describe('several Executes before one Sync', () => {
  test('go to the server one by one, and commit together', async () => {
    stage.gate.holds = () => true
    client.send(insert(1, 10), insert(2, 20), say.sync)
    for (const parameters of [
      ['1', '10'],
      ['2', '20'],
    ]) {
      const { unit, pass } = await arrival(stage.gate.held.length === 0 ? 0 : 1)
      expect([unit.parameters, unit.isImplicit, stage.gate.done.length]).toEqual([
        parameters,
        false,
        stage.gate.held.length - 1,
      ])
      pass()
    }
    const commit = await arrival(2)
    expect([commit.unit.isImplicit, client.heard, await amounts()]).toEqual([true, '', []])
    commit.pass()
    expect(await client.until(/Z$/)).toBe('12nC12nCZ')
    expect(await amounts()).toEqual([10, 20])
  })

  test('without the split each is still a unit of its own', async () => {
    stage.gate.splits = false
    client.send(insert(1, 10), insert(2, 20), say.sync)
    expect(await client.until(/Z$/)).toBe('12nC12nCZ')
    expect(
      stage.gate.done.map(({ unit, result }) => [unit.parameters[0], unit.inTransaction, result.rows]),
    ).toEqual([
      ['1', false, 1],
      ['2', true, 1],
    ])
  })

  test('an error of the first one undoes it all, and the second is never a unit', async () => {
    client.send(insert(1, 10), say.sync)
    await client.until(/Z$/)
    stage.gate.done.length = 0
    client.send(insert(1, 20), insert(2, 20), say.sync)
    expect(await client.until(/Z$/)).toBe('12nEZ')
    expect(stage.gate.done.map(({ result }) => result.error?.code)).toEqual(['23505'])
    expect(await amounts()).toEqual([10])
  })

  test('an error of their commit comes in place of the last completion', async () => {
    client.send(insert(1, 10), insert(2, 10), say.sync)
    expect(await client.until(/Z$/)).toBe('12nC12nEZ')
    expect(client.errors.map(({ code }) => code)).toEqual(['23505'])
    expect(await amounts()).toEqual([])
  })

  test('a Flush of the client brings the answers so far, and commits nothing', async () => {
    client.send(insert(1, 10), say.flush)
    expect(await client.until(/C$/)).toBe('12nC')
    expect(await amounts()).toEqual([])
    client.send(say.sync)
    expect(await client.until(/Z$/)).toBe('Z')
    expect(await amounts()).toEqual([10])
  })
})

describe('several Syncs at once', () => {
  test('each statement is split, in the order in which they were sent', async () => {
    client.send(insert(1, 10), say.sync, insert(2, 20), say.sync, say.query('select 1'))
    expect(await client.until(/Z.*Z.*Z$/)).toBe('12nCZ12nCZTDCZ')
    expect(stage.gate.done.map(({ unit }) => unit.isImplicit)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ])
  })

  test('what stands behind a held unit is not at the gate yet', async () => {
    stage.gate.holds = () => true
    stage.gate.splits = false
    client.send(insert(1, 10), say.sync, insert(2, 20), say.sync)
    const first = await arrival(0)
    expect(stage.gate.held.length).toBe(1)
    first.pass()
    const second = await arrival(1)
    expect(second.unit.parameters).toEqual(['2', '20'])
    second.pass()
    expect(await client.until(/Z.*Z$/)).toBe('12nCZ12nCZ')
  })
})

describe('transactions', () => {
  test('BEGIN, a statement and COMMIT in one pipeline are three units and have no implicit commit', async () => {
    client.send(statement('BEGIN'), insert(1, 10), statement('COMMIT'), say.sync)
    expect(await client.until(/Z$/)).toBe('12nC12nC12nCZ')
    expect(stage.gate.done.map(({ unit }) => [unit.kind, unit.inTransaction, unit.isImplicit])).toEqual([
      ['begin', false, false],
      ['statement', true, false],
      ['commit', true, false],
    ])
    expect(await amounts()).toEqual([10])
  })

  test('what follows the COMMIT of a pipeline is split again', async () => {
    client.send(statement('BEGIN'), statement('COMMIT'), insert(1, 10), say.sync)
    await client.until(/Z$/)
    expect(stage.gate.story()).toEqual(['BEGIN', 'COMMIT', 'insert into account values ($1, $2)', '[COMMIT]'])
  })

  test('the level of isolation is that of BEGIN, of SET TRANSACTION, or of the session', async () => {
    for (const sql of [
      'select 1',
      'begin isolation level repeatable read',
      'select 2',
      'commit',
      'begin',
      'set transaction isolation level serializable',
      'select 3',
      'rollback',
      "set default_transaction_isolation = 'repeatable read'",
      'select 4',
    ]) {
      client.send(say.query(sql))
      await client.until(/Z$/)
    }
    const levels = stage.gate.done
      .filter(({ unit }) => unit.sql.startsWith('select'))
      .map(({ unit }) => unit.isolation)
    expect(levels).toEqual(['read committed', 'repeatable read', 'serializable', 'repeatable read'])
  })

  test('a savepoint and its rollback are statements of the transaction', async () => {
    for (const sql of ['begin', 'savepoint a', 'rollback to savepoint a', 'rollback']) {
      client.send(say.query(sql))
      await client.until(/Z$/)
    }
    expect(stage.gate.done.map(({ unit }) => unit.kind)).toEqual([
      'begin',
      'statement',
      'statement',
      'rollback',
    ])
    expect(client.status).toBe('I')
  })
})
