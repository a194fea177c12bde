import type { Pool } from 'pg'
import type { Scenario } from '../scenario.ts'
import { twice } from '../scenario.ts'

interface Job {
  readonly id: number
}

const next = `select id from job where state = 'waiting' order by id limit 1`

async function work(pool: Pool, job: Job | undefined): Promise<string> {
  if (job === undefined) return 'nothing to do'
  await pool.query('insert into run values ($1)', [job.id])
  return `ran ${job.id}`
}

async function takeAfter(pool: Pool, select: string): Promise<string> {
  const [job] = (await pool.query<Job>(select)).rows
  if (job !== undefined) await pool.query(`update job set state = 'running' where id = $1`, [job.id])
  return await work(pool, job)
}

/** Two workers, one job. */
export const jobQueue: Scenario = {
  name: 'job-queue',
  title: 'The job that ran twice',
  shape: 'lock of a statement, not of a transaction',
  schema: `
    create table job (id int primary key, state text not null);
    create table run (job int not null references job);
    insert into job values (1, 'waiting'), (2, 'waiting');`,
  promise: 'A job runs once.',
  check: async ({ one }) => {
    const { runs, jobs } = await one<{ runs: number; jobs: number }>(
      'select count(*)::int as runs, count(distinct job)::int as jobs from run',
    )
    return runs === jobs ? undefined : `${jobs} job ran ${runs} times`
  },
  variants: {
    bug: {
      does: 'selects a waiting job, then marks it',
      requests: twice('work', ({ pool }) => takeAfter(pool, next)),
    },
    trap: {
      does: 'SKIP LOCKED without a transaction: the lock ends with the SELECT',
      requests: twice('work', ({ pool }) => takeAfter(pool, `${next} for update skip locked`)),
    },
    cure: {
      does: 'selects SKIP LOCKED inside of the UPDATE that marks it',
      requests: twice('work', async ({ pool }) => {
        const { rows } = await pool.query<Job>(
          `update job set state = 'running' where id = (${next} for update skip locked) returning id`,
        )
        return await work(pool, rows[0])
      }),
    },
  },
  sources: [
    'https://github.com/DhananjayThomble/URL-Shortener-App/issues/282',
    'https://github.com/vishnukothakapu/linkid/pull/409',
    'https://github.com/seatgeek/djjob/issues/2',
  ],
}
