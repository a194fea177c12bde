import type { Pool } from 'pg'

/** A session of the database as far as an operator needs to know it: what it does, never with which values. */
export interface SessionView {
  readonly pid: number
  readonly application: string
  /** As the server says it, such as `active` or `idle in transaction`. */
  readonly state: string
  /** First word of the latest statement. */
  readonly statement: string
  readonly transactionSince: string | null
}

export interface LockWait {
  readonly waiter: SessionView
  /** What kind of lock it waits for, and of which table where the server tells. */
  readonly lock: string
  readonly table: string | null
  readonly since: string | null
  readonly blockers: SessionView[]
}

/** Words that a statement may begin with. Anything else is `other`: a text could begin with a secret. */
const STATEMENTS = `(select|insert|update|delete|merge|with|lock|begin|start|commit|rollback|savepoint|release|prepare|execute|copy|set|alter|create|drop|truncate|vacuum|analyze|reindex|refresh|call|do)`

interface Row {
  readonly pid: number
  readonly application: string | null
  readonly state: string | null
  readonly statement: string | null
  readonly transaction_since: Date | null
  readonly blocked_by: readonly number[]
  readonly lock: string | null
  readonly lock_table: string | null
  readonly since: Date | null
}

/**
 * Who waits for whom in this database, those who wait longest first; at most 100.
 *
 * Sessions of other roles are seen without their statements, unless ours may read all statistics.
 */
export async function listLockWaits(pool: Pool): Promise<LockWait[]> {
  const { rows } = await pool.query<Row>(
    `select a.pid, a.application_name as application, a.state,
            lower(substring(a.query from '(?i)^\\s*${STATEMENTS}\\M')) as statement,
            a.xact_start as transaction_since, pg_blocking_pids(a.pid) as blocked_by,
            l.locktype as lock, l.relation::regclass::text as lock_table, coalesce(l.waitstart, a.query_start) as since
     from pg_stat_activity a
       left join lateral (select * from pg_locks where pid = a.pid and not granted limit 1) l on true
     where a.datname = current_database()`,
  )
  const byPid = new Map(rows.map((row) => [row.pid, row]))
  const waiting = rows.filter((row) => row.blocked_by.length > 0)
  return waiting
    .toSorted((a, b) => (a.since?.getTime() ?? 0) - (b.since?.getTime() ?? 0) || a.pid - b.pid)
    .slice(0, 100)
    .map((row) => ({
      waiter: viewOf(row.pid, row),
      lock: row.lock ?? 'unknown',
      table: row.lock_table,
      since: row.since?.toISOString() ?? null,
      blockers: [...new Set(row.blocked_by)].map((pid) => viewOf(pid, byPid.get(pid))),
    }))
}

/** A blocker may be a prepared transaction (pid 0), or have ended meanwhile. */
function viewOf(pid: number, row: Row | undefined): SessionView {
  return {
    pid,
    application: row?.application ?? '',
    state: row?.state ?? 'unknown',
    statement: row?.statement ?? 'other',
    transactionSince: row?.transaction_since?.toISOString() ?? null,
  }
}
