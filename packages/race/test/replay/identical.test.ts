import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { inOrderOf, printRun, replay } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'
import type { Run } from '../../src/run/run.ts'

/** Locks both accounts in the order of the arguments, as a transfer that deadlocks does. */
async function transfer(pool: Pool, from: number, to: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const id of [from, to]) await client.query('select from account where id = $1 for update', [id])
    await client.query('update account set amount = amount - 1 where id = $1', [from])
    await client.query('update account set amount = amount + 1 where id = $1', [to])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function lab(transfers: readonly (readonly [number, number])[]): Promise<Lab<Pool>> {
  const opened = await openLab({
    setUp:
      'create table account (id int primary key, amount int); insert into account values (1, 10), (2, 10)',
    application: (_, { pg }) => new Pool({ ...pg, max: 4 }),
    actors: transfers.map(
      ([from, to]) =>
        (pool: Pool) =>
          transfer(pool, from, to),
    ),
    invariant: ({ outcomes }) =>
      outcomes.every(({ kind }) => kind === 'returned') || 'a transfer was refused',
  })
  onTestFinished(() => opened.close())
  return opened
}

function told(run: Run): string {
  const waits = run.trace.map(({ waitedFor, doneAfter }) => `${waitedFor.join()}>${doneAfter}`)
  return JSON.stringify([printRun(run), run.verdict, waits])
}

for (const [what, transfers, order, holds] of [
  [
    'a deadlock has the same victim',
    [
      [1, 2],
      [2, 1],
    ],
    [0, 0, 0, 1, 1, 1, 0, 1],
    false,
  ],
  [
    'a wait ends after the same step',
    [
      [1, 2],
      [1, 2],
    ],
    [0, 0, 0, 1, 1, 1, 0, 1],
    true,
  ],
  [
    'two who wait get the lock in the same order',
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    [0, 0, 0, 1, 1, 1, 2, 2, 2],
    true,
  ],
] as const) {
  test(`${what}, ten times of ten`, async () => {
    const opened = await lab(transfers)
    await opened.run(inOrderOf([]))
    const recorded = await opened.run(inOrderOf(order))
    expect(recorded.verdict.holds).toBe(holds)

    const runs = new Set<string>()
    for (let time = 0; time < 10; time++)
      runs.add(told(await replay(opened, printRun(recorded), recorded.trace)))

    expect([...runs]).toEqual([told(recorded)])
  })
}
