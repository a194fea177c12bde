import { AssertionError } from 'node:assert'
import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { LabOptions } from '../../src/config/lab-options.ts'
import { inOrderOf } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'
import type { Verdict } from '../../src/run/run.ts'

async function lab(options: Partial<LabOptions<Pool>>): Promise<Lab<Pool>> {
  const opened = await openLab<Pool>({
    setUp: 'create table t (n int); insert into t values (1)',
    application: (_, { pg }) => new Pool(pg),
    actors: [(pool) => pool.query('update t set n = n + 1')],
    invariant: () => true,
    ...options,
  })
  onTestFinished(() => opened.close())
  return opened
}

async function verdict(invariant: LabOptions<Pool>['invariant']): Promise<Verdict> {
  return (await (await lab({ invariant })).run(inOrderOf([]))).verdict
}

test('an invariant holds, or says why not, in each of its forms', async () => {
  expect(await verdict('select n = 2 from t')).toEqual({ holds: true })
  expect(await verdict('select n = 1 from t')).toEqual({
    holds: false,
    reason: '`select n = 1 from t` is false',
  })
  expect(await verdict(() => undefined)).toEqual({ holds: true })
  expect(await verdict(() => false)).toEqual({ holds: false, reason: 'The invariant does not hold' })
  expect(await verdict(() => 'two of them')).toEqual({ holds: false, reason: 'two of them' })
  const failure = new AssertionError({ message: 'one is not two' })
  expect(await verdict(() => Promise.reject(failure))).toEqual({ holds: false, reason: 'one is not two' })
})

test('an invariant, a set-up or a reset that fails to run is an error of the test, and no race', async () => {
  await expect(verdict('select n = 2 from no_such_table')).rejects.toMatchObject({ code: 'HELPER_FAILED' })
  await expect(lab({ setUp: 'create tabel t (n int)' })).rejects.toMatchObject({ code: 'HELPER_FAILED' })
  const opened = await lab({
    reset: () => {
      throw new Error('no such file')
    },
  })
  await expect(opened.run(inOrderOf([]))).rejects.toMatchObject({
    code: 'HELPER_FAILED',
    message: '`reset` failed: no such file',
  })
})

test('a point of the lab holds whoever is at work, and nobody outside of an execution', async () => {
  const opened: Lab<Pool> = await lab({
    actors: [
      async (pool) => {
        await opened.point('before the update')
        await pool.query('update t set n = n + 1')
      },
    ],
  })
  await opened.point('nobody runs')

  const run = await opened.run(inOrderOf([]))

  expect(run.trace.map(({ step }) => `${step.kind} ${step.text}`.trim())).toEqual([
    'start',
    'point before the update',
    'statement update t set n = n + 1',
    'commit COMMIT',
  ])
})

test('two executions at once, and one after the end, are refused', async () => {
  const opened = await lab({})

  const first = opened.run(inOrderOf([]))
  await expect(opened.run(inOrderOf([]))).rejects.toMatchObject({ code: 'NOT_FREE' })
  expect((await first).verdict).toEqual({ holds: true })
  await opened.close()
  await expect(opened.run(inOrderOf([]))).rejects.toMatchObject({ code: 'NOT_FREE' })
})

test('of several actors only those that are asked for run', async () => {
  const opened = await lab({
    actors: [1, 10, 100].map((n) => (pool: Pool) => pool.query(`update t set n = n + ${n}`)),
    invariant: 'select n = 102 from t',
  })

  const run = await opened.run(inOrderOf([]), { actors: [0, 2] })

  expect(run.outcomes[1]).toEqual({ kind: 'returned', value: undefined })
  expect(run.verdict).toEqual({ holds: true })
})
