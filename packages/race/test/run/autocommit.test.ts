import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'

async function lab(statement: string): Promise<Lab<Pool>> {
  const opened = await openLab({
    setUp: 'create table invoices (id serial primary key, number int not null)',
    application: (url) => new Pool({ connectionString: url }),
    actors: [(pool: Pool) => pool.query(statement), (pool: Pool) => pool.query(statement)],
    invariant: 'select count(distinct number) = count(*) from invoices',
  })
  onTestFinished(() => opened.close())
  return opened
}

const next = 'insert into invoices (number) select coalesce(max(number), 0) + 1 from invoices'

test('a race of one statement shows between its execution and its commit', async () => {
  const run = await (await lab(next)).run(inOrderOf([0, 0, 1, 1, 0, 1]))

  expect(run.trace.map(({ step }) => `${step.actor} ${step.kind}${step.isImplicit ? '!' : ''}`)).toEqual([
    '0 start',
    '0 statement',
    '1 start',
    '1 statement',
    '0 commit!',
    '1 commit!',
  ])
  expect(run.verdict).toMatchObject({ holds: false })
})

test('a statement that certainly changes nothing has no commit of its own, the first time as later', async () => {
  const opened = await lab('select max(number) from invoices')
  const [first, second] = [await opened.run(inOrderOf([])), await opened.run(inOrderOf([]))]

  for (const run of [first, second]) {
    expect(run.trace.map(({ step }) => `${step.actor} ${step.kind}`)).toEqual([
      '0 start',
      '0 statement',
      '1 start',
      '1 statement',
    ])
  }
})

test('a SELECT of a function of the application has one', async () => {
  const opened = await openLab({
    setUp: `create table invoices (number int); create function issue() returns void language sql
      as 'insert into invoices select count(*) from invoices'`,
    application: (url) => new Pool({ connectionString: url }),
    actors: [(pool: Pool) => pool.query('select issue()'), (pool: Pool) => pool.query('select issue()')],
    invariant: 'select count(distinct number) = count(*) from invoices',
  })
  onTestFinished(() => opened.close())

  const run = await opened.run(inOrderOf([0, 0, 1, 1, 0, 1]))

  expect(run.trace.map(({ step }) => step.kind).join()).toBe('start,statement,start,statement,commit,commit')
  expect(run.verdict).toMatchObject({ holds: false })
  expect((await opened.run(inOrderOf([]))).verdict).toEqual({ holds: true })
})
