import type { VerifyResult } from 'daylatch'
import type { Pool } from 'pg'

/** What a run came to. `reason` says why it did not come to its end. */
export interface RunOutcome {
  readonly state: 'clean' | 'broken' | 'failed'
  readonly reason: string | null
  readonly counts: Omit<VerifyResult, 'problem'> | null
  readonly problem: VerifyResult['problem']
}

/** The condition that a row `r` of `site.verify_run` is not under way any more, or has died. */
export function hasEnded(r: string): string {
  return `(${r}.finished_at is not null or ${r}.beat_at < clock_timestamp() - interval '30 seconds')`
}

export interface RunView {
  /** `none`: there has been no run yet. `lost`: its process died. */
  readonly state: 'none' | 'running' | 'lost' | RunOutcome['state']
  readonly startedAt: string | null
  readonly startedBy: string | null
  readonly finishedAt: string | null
  readonly done: number
  readonly total: number
  readonly reason: string | null
  readonly counts: RunOutcome['counts']
  readonly problem: RunOutcome['problem']
}

interface RunRow {
  readonly started_at: Date
  readonly started_by: string
  readonly finished_at: Date | null
  readonly done: string
  readonly total: string
  readonly result: RunOutcome | null
  readonly has_ended: boolean
}

const NONE: RunView = {
  state: 'none',
  startedAt: null,
  startedBy: null,
  finishedAt: null,
  done: 0,
  total: 0,
  reason: null,
  counts: null,
  problem: null,
}

/** The run that is under way, or the last one. */
export async function readRun(pool: Pool): Promise<RunView> {
  const { rows } = await pool.query<RunRow>(
    `select started_at, started_by, finished_at, done, total, result, ${hasEnded('r')} as has_ended
     from site.verify_run r`,
  )
  const [row] = rows
  if (row === undefined) return NONE
  return {
    ...NONE,
    ...(row.result ?? { state: row.has_ended ? 'lost' : 'running' }),
    startedAt: row.started_at.toISOString(),
    startedBy: row.started_by,
    finishedAt: row.finished_at?.toISOString() ?? null,
    done: Number(row.done),
    total: Number(row.total),
  }
}
