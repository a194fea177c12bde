import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf, printRun, replay } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'
import { signInLab } from '../sign-in.ts'

test('an actor that waits for a connection of the pool is parked, said so in the schedule, and awaited on replay', async () => {
  const lab = await openLab(
    signInLab('none', { application: (url) => new Pool({ connectionString: url, max: 1 }) }),
  )
  onTestFinished(() => lab.close())
  await lab.run(inOrderOf([]))

  const run = await lab.run(inOrderOf([0, 0, 1, 0, 0, 0, 0, 1, 1, 1]))
  const printed = printRun(run)

  expect(printed.split('#')[0]).toBe('pg:AAB~AAAABBB')
  expect(run.trace.map(({ isParked }) => isParked).indexOf(true)).toBe(2)
  expect(run.verdict).toEqual({ holds: true })
  const again = await replay(lab, printed)
  expect(printRun(again)).toBe(printed)
})

test('an actor that waits for what nobody gives ends the execution, and the lab goes on', async () => {
  let release = (): void => undefined
  const lab = await openLab({
    application: (url) => new Pool({ connectionString: url }),
    actors: [
      (pool, { run }) =>
        run === 2 ? new Promise<void>((resolve) => (release = resolve)) : pool.query('select 1'),
      (pool) => pool.query('select 2'),
    ],
    invariant: () => true,
    giveUpAfterMs: 1_000,
    parkAfterMs: 10,
  })
  onTestFinished(() => lab.close())

  // It opens the connections, so that nobody but A needs any time in the next one.
  await lab.run(inOrderOf([0, 1]))
  const failure = await lab.run(inOrderOf([0, 1])).catch((error: unknown) => error)
  release()

  expect(failure).toMatchObject({ name: 'RaceError', code: 'HANGS' })
  expect(String(failure)).toContain('A is parked after `start`; B is done')
  expect((await lab.run(inOrderOf([0, 1]))).verdict).toEqual({ holds: true })
})

test('a transaction that an actor leaves open is an error, and holds no lock into the next execution', async () => {
  const lab = await openLab({
    setUp: 'create table t (n int); insert into t values (0)',
    application: (url) => new Pool({ connectionString: url }),
    actors: [
      async (pool: Pool, { run }) => {
        const client = await pool.connect()
        await client.query('begin')
        await client.query('update t set n = n + 1')
        if (run > 1) await client.query('commit')
        client.release()
      },
    ],
    invariant: 'select n = 1 from t',
  })
  onTestFinished(() => lab.close())

  await expect(lab.run(inOrderOf([]))).rejects.toMatchObject({ code: 'TRANSACTION_LEFT_OPEN' })
  expect((await lab.run(inOrderOf([]))).verdict).toEqual({ holds: true })
})

test('one that has failed is rolled back without a word, as a connection that is thrown away would be', async () => {
  const lab = await openLab({
    setUp: 'create table t (n int primary key); insert into t values (0)',
    application: (url) => new Pool({ connectionString: url }),
    actors: [
      async (pool: Pool) => {
        const client = await pool.connect()
        try {
          await client.query('begin')
          await client.query('insert into t values (0)')
        } finally {
          client.release()
        }
      },
    ],
    invariant: ({ outcomes }) => outcomes.every(({ kind }) => kind === 'threw'),
  })
  onTestFinished(() => lab.close())

  for (const _again of [1, 2]) expect((await lab.run(inOrderOf([]))).verdict).toEqual({ holds: true })
})
