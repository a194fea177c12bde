import { type Database, DaylatchError, verify, type VerifyResult } from 'daylatch'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { makeId } from '../accounts/one-time-token.ts'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { hasEnded, type RunOutcome } from './run-view.ts'

const BEATS_EVERY_MS = 5000
const LONGEST_MS = 600_000

/**
 * Runs of the library's `verify` in the background: one at a time on one database, whoever starts it, and ten minutes
 * at most. The last one's result stays in the database.
 *
 * A run beats every five seconds. One that has not for half a minute is taken for dead with its process, and another
 * may begin.
 */
export class VerifyRuns {
  readonly #pool: Pool
  readonly #db: Database
  readonly #log: Logger
  #running: Promise<void> | undefined
  #isStopping = false

  constructor(pool: Pool, db: Database, log: Logger) {
    this.#pool = pool
    this.#db = db
    this.#log = log
  }

  /** Begins a run. @returns `false` when one is under way */
  async begin(actor: string): Promise<boolean> {
    const id = makeId()
    const isOurs = await inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        `insert into site.verify_run as r (id, started_by, started_at, beat_at)
         values ($1, $2, clock_timestamp(), clock_timestamp())
         on conflict (only_row) do update set id = excluded.id, started_by = excluded.started_by,
           started_at = excluded.started_at, beat_at = excluded.beat_at, done = 0, total = 0,
           finished_at = null, result = null
         where ${hasEnded('r')}`,
        [id, actor],
      )
      if (rowCount !== 1) return false
      await writeAudit(client, { actor, action: 'verify.started', target: null })
      return true
    })
    if (isOurs) this.#running = this.#run(id)
    return isOurs
  }

  /** Breaks a run of this process off, and waits until it has said so. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#running
  }

  /** Never rejects. */
  async #run(id: string): Promise<void> {
    const progress = { done: 0, total: 0 }
    const beat = setInterval(() => {
      this.#beat(id, progress).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'verify could not beat'),
      )
    }, BEATS_EVERY_MS)
    try {
      const outcome = await this.#verify(progress)
      await this.#pool.query(
        `update site.verify_run set finished_at = clock_timestamp(), beat_at = clock_timestamp(), done = $2, total = $2,
           result = $3 where id = $1`,
        [id, outcome.counts?.subjects ?? progress.done, JSON.stringify(outcome)],
      )
    } catch (error) {
      this.#log.warn({ err: error }, 'the result of verify could not be kept')
    } finally {
      clearInterval(beat)
    }
  }

  async #verify(progress: { done: number; total: number }): Promise<RunOutcome> {
    const startedAt = performance.now()
    try {
      const result = await verify(this.#db, {
        onProgress: (done, total) => {
          Object.assign(progress, { done, total })
          if (this.#isStopping) throw new BrokenOff('The server was stopped.')
          if (performance.now() - startedAt > LONGEST_MS)
            throw new BrokenOff('It took longer than ten minutes.')
        },
      })
      return outcomeOf(result)
    } catch (error) {
      const isExpected = error instanceof BrokenOff || error instanceof DaylatchError
      this.#log.warn({ err: error }, 'verify has not come to its end')
      return {
        state: 'failed',
        reason: isExpected ? error.message : 'See the log.',
        counts: null,
        problem: null,
      }
    }
  }

  async #beat(id: string, { done, total }: { readonly done: number; readonly total: number }): Promise<void> {
    await this.#pool.query(
      'update site.verify_run set beat_at = clock_timestamp(), done = $2, total = $3 where id = $1 and finished_at is null',
      [id, done, total],
    )
  }
}

class BrokenOff extends Error {}

function outcomeOf({ problem, ...counts }: VerifyResult): RunOutcome {
  return { state: problem === null ? 'clean' : 'broken', reason: null, counts, problem }
}
