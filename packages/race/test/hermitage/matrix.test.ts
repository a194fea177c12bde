import { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { explore, type Isolation, openLab } from '@daylatch/race'
import { anomalies, type Anomaly, type History, transact } from './anomalies.ts'

/** As published for PostgreSQL (github.com/ept/hermitage): what each level prevents. */
const published: Readonly<Record<Isolation, string>> = {
  'read committed': 'G0 G1a G1b G1c OTV',
  'repeatable read': 'G0 G1a G1b G1c OTV PMP P4 G-single',
  serializable: 'G0 G1a G1b G1c OTV PMP P4 G-single G2-item G2',
}

const setUp =
  'create table test (id int primary key, value int not null); insert into test values (1, 10), (2, 20)'

/** Whether any order of a case shows the anomaly; all orders of two transactions, of three those with two preemptions. */
async function shows(anomaly: Anomaly, isolation: Isolation): Promise<boolean> {
  let seen: Record<string, number> = {}
  const lab = await openLab<Pool>({
    setUp,
    parkAfterMs: 10_000,
    giveUpAfterMs: 60_000,
    application: (url) => new Pool({ connectionString: url, max: anomaly.transactions.length }),
    actors: anomaly.transactions.map((work, index) => async (pool: Pool, { run }) => {
      if (runOfSeen !== run) {
        runOfSeen = run
        seen = {}
      }
      const own: Record<string, number> = {}
      const ends = anomaly.aborting.includes(index) ? 'rollback' : 'commit'
      const isCommitted = await transact(pool, isolation, ends, (client) =>
        work(client, (name, value) => {
          own[name] = value
        }),
      )
      if (isCommitted) Object.assign(seen, own)
      return isCommitted
    }),
    invariant: async ({ query, outcomes }) => {
      const rows = await query<{ id: number; value: number }>('select id, value from test')
      const history: History = {
        seen,
        committed: outcomes.map((outcome) => outcome.kind === 'returned' && outcome.value === true),
        rows: Object.fromEntries(rows.map(({ id, value }) => [id, value])),
      }
      return !anomaly.isIn(history)
    },
  })
  let runOfSeen = -1
  try {
    const bound = anomaly.transactions.length === 2 ? 'unbounded' : 2
    const { found, coverage } = await explore(lab, { bound, schedules: 10_000, ms: 600_000 })
    expect(found?.kind ?? 'race').toBe('race')
    expect(found !== null || coverage.phases.every(({ isComplete }) => isComplete)).toBe(true)
    return found !== null
  } finally {
    await lab.close()
  }
}

describe.each(Object.keys(published) as Isolation[])('PostgreSQL at %s', (isolation) => {
  const prevented = published[isolation].split(' ')

  test.each(anomalies)(
    '$name is found exactly where Hermitage has it',
    async (anomaly) => {
      expect(await shows(anomaly, isolation)).toBe(!prevented.includes(anomaly.name))
    },
    300_000,
  )
})
