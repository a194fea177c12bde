/**
 * What PostgreSQL's errors mean to us, by SQLSTATE only: texts are translated, and a distributed Postgres drops the
 * constraint's name.
 *
 * Codes: PostgreSQL manual, appendix A "PostgreSQL Error Codes".
 */
export type Trouble =
  /** 55P03: a lock timeout, or NOWAIT refused. Everything in the transaction is undone. */
  | 'lock-timeout'
  /** 40P01 */
  | 'deadlock'
  /** 40001 */
  | 'serialization'
  /** 23505 */
  | 'unique'
  /** 3F000, 42P01, 42883, 42703: a schema, table, function or column of ours is not there. */
  | 'schema-missing'
  /** Classes 22, 23, 44, P0: a value, a constraint or a trigger refuses something, most likely one row of many. */
  | 'bad-row'
  /**
   * The server does not take us now: starting, stopping, no slot left, read-only, out of time; or a pooler in between
   * does not follow prepared statements (26000, 42P05; none are prepared from then on). Nothing is kept.
   */
  | 'unavailable'
  /** The connection ended: whatever was under way may or may not have been committed. */
  | 'connection-lost'
  | 'other'

const bySqlState: Readonly<Record<string, Trouble>> = {
  '55P03': 'lock-timeout',
  '40P01': 'deadlock',
  '40001': 'serialization',
  '23505': 'unique',
  '3F000': 'schema-missing',
  '42P01': 'schema-missing',
  '42883': 'schema-missing',
  '42703': 'schema-missing',
  '53300': 'unavailable',
  '57P03': 'unavailable',
  '57014': 'unavailable',
  '25P04': 'unavailable',
  '25006': 'unavailable',
  '26000': 'unavailable',
  '42P05': 'unavailable',
  '57P01': 'connection-lost',
  '57P02': 'connection-lost',
  '57P05': 'connection-lost',
  '25P03': 'connection-lost',
}

/** The SQLSTATE of an error, looked for along its chain of causes; `undefined` when no server sent one. */
export function sqlStateOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth += 1) {
    const code: unknown = 'code' in at ? at.code : undefined
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in at) return code
  }
  return undefined
}

/**
 * Sorts an error that a statement gave.
 *
 * An error without SQLSTATE did not come from the server: the driver lost the connection (or gave up on it).
 */
export function troubleOf(error: unknown): Trouble {
  const state = sqlStateOf(error)
  if (state === undefined) return 'connection-lost'
  if (state.startsWith('08')) return 'connection-lost'
  return bySqlState[state] ?? (/^(22|23|44|P0)/.test(state) ? 'bad-row' : 'other')
}
