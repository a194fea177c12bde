import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import { inTransaction } from '../accounts/transaction.ts'

/** Work that one process of the site does now and then, for all of them. */
export interface Job {
  readonly name: string
  readonly everyMs: number
  /** Whether it is also done when a process starts, however short ago it was done before. */
  readonly atStart?: boolean
  run(client: PoolClient): Promise<void>
}

/** What counts as "just done" when a process starts: several start together. */
const JUST_NOW_MS = 2000

/** Processes look at different moments, and each a little earlier than the job can be due. */
const SPREAD = 0.2

/** Does each job about as often as it wants to be done, in one process at a time, until `stop`. */
export function startJobs(pool: Pool, jobs: readonly Job[], log: Logger): { stop(): Promise<void> } {
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  let isStopped = false

  function look(job: Job, dueAfterMs: number): void {
    const round = runIfDue(pool, job, dueAfterMs)
      .then(
        () => undefined,
        (error: unknown) => log.warn({ err: error, job: job.name }, 'a job failed; it is tried again'),
      )
      .finally(() => {
        running.delete(round)
        if (!isStopped) wait(job)
      })
    running.add(round)
  }

  function wait(job: Job): void {
    const ms = job.everyMs * (1 + Math.random() * SPREAD)
    timers.set(job.name, setTimeout(() => look(job, job.everyMs), ms).unref())
  }

  for (const job of jobs) {
    if (job.atStart === true) look(job, JUST_NOW_MS)
    else wait(job)
  }
  return {
    stop: async () => {
      isStopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}

/**
 * Does a job unless it was begun within `dueAfterMs`, or another process is at it. Its row is locked meanwhile, so a
 * process that dies gives it free.
 *
 * @returns whether it was done here
 */
export async function runIfDue(
  pool: Pool,
  { name, run }: Pick<Job, 'name' | 'run'>,
  dueAfterMs: number,
): Promise<boolean> {
  await pool.query(
    `insert into site.job (name, ran_at) values ($1, '-infinity') on conflict (name) do nothing`,
    [name],
  )
  return await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `select from site.job
       where name = $1 and ran_at <= clock_timestamp() - interval '1 millisecond' * $2::float8
       for update skip locked`,
      [name, dueAfterMs],
    )
    if (rowCount === 0) return false
    await client.query('update site.job set ran_at = clock_timestamp() where name = $1', [name])
    await run(client)
    return true
  })
}
