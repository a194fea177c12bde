import { Client, Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { waitFor } from '@daylatch/test-kit'
import { openStage, type Stage } from './support.ts'

let stage: Stage
let client: Client

beforeAll(async () => {
  stage = await openStage()
  await stage.database.pool.query('create table account (id int primary key, amount int not null)')
  client = new Client({ connectionString: stage.url })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await stage.close()
})

beforeEach(async () => {
  await stage.database.pool.query('delete from account')
  stage.gate.holds = () => false
  stage.gate.done.length = 0
  stage.gate.held.length = 0
})

describe('pg', () => {
  test('a statement without parameters is split from its commit', async () => {
    await client.query('insert into account values (1, 10)')
    expect(stage.gate.story()).toEqual(['insert into account values (1, 10)', '[COMMIT]'])
    const { rows } = await stage.database.pool.query('select * from account')
    expect(rows).toEqual([{ id: 1, amount: 10 }])
  })
  test('a statement with parameters is split from its commit', async () => {
    const { rows } = await client.query('insert into account values ($1, $2) returning *', [1, 10])
    expect(rows).toEqual([{ id: 1, amount: 10 }])
    expect(stage.gate.story()).toEqual(['insert into account values ($1, $2) returning *', '[COMMIT]'])
    const [insert] = stage.gate.done
    expect(insert?.unit.parameters).toEqual(['1', '10'])
    expect(insert?.result.values).toEqual([{ id: '1', amount: '10' }])
    expect(insert?.result.rows).toBe(1)
  })
  test('a held statement has not run', async () => {
    stage.gate.holds = ({ kind }) => kind === 'statement'
    const done = client.query('insert into account values ($1, $2)', [1, 10])
    const arrival = await waitFor('arrival', () => stage.gate.held[0])
    const before = await stage.database.pool.query('select * from account')
    expect(before.rowCount).toBe(0)
    stage.gate.holds = ({ isImplicit }) => isImplicit
    arrival.pass()
    const commit = await waitFor('commit', () => stage.gate.held[1])
    const between = await stage.database.pool.query('select * from account')
    expect(between.rowCount).toBe(0)
    commit.pass()
    await done
    const after = await stage.database.pool.query('select * from account')
    expect(after.rowCount).toBe(1)
  })
  test('pool', async () => {
    const pool = new Pool({ connectionString: stage.url, max: 3 })
    const results = await Promise.all([1, 2, 3, 4, 5].map((n) => pool.query('select $1::int as n', [n])))
    expect(results.map(({ rows: [row] }) => row.n)).toEqual([1, 2, 3, 4, 5])
    await pool.end()
  })
})
