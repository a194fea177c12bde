import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf, printRun } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'
import { signInLab } from '../sign-in.ts'

const racing = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]

async function told(way: 'url' | 'pg'): Promise<readonly unknown[]> {
  const lab = await openLab(
    signInLab('lock', {
      application: (url, { pg }) => new Pool({ ...(way === 'pg' ? pg : { connectionString: url }), max: 2 }),
    }),
  )
  onTestFinished(() => lab.close())
  const run = await lab.run(inOrderOf(racing))
  return [printRun(run), run.verdict, run.trace.map(({ waitedFor }) => waitedFor.length)]
}

test('an order is the same by a socket and by memory', async () => {
  expect(await told('pg')).toEqual(await told('url'))
})

test('a client that goes away in memory gives back what it held', async () => {
  const lab = await openLab({
    setUp: 'create table t (n int); insert into t values (1)',
    application: (_, { pg }) => new Pool({ ...pg, max: 2 }),
    actors: [
      async (pool: Pool) => {
        const client = await pool.connect()
        await client.query('begin')
        await client.query('update t set n = 2')
        client.release(true)
      },
      async (pool: Pool) => pool.query('update t set n = n + 10'),
    ],
    invariant: 'select n = 11 from t',
  })
  onTestFinished(() => lab.close())

  expect((await lab.run(inOrderOf([]))).verdict).toEqual({ holds: true })
})
