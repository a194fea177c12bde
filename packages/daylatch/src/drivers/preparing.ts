import { sqlStateOf } from '../dialect/postgres.ts'

/**
 * Whether the statements of one database are prepared by name. Ends for good when the server does not know one that was
 * prepared, or knows another client's: then a pooler stands in between that hands connections out by the transaction and
 * does not follow them. That statement was not run, and is tried again without a name as after any passing trouble.
 *
 * SQLSTATE 26000 invalid_sql_statement_name, 42P05 duplicate_prepared_statement: PostgreSQL manual, appendix A.
 */
export class Preparing {
  isOn: boolean

  constructor(isOn: boolean) {
    this.isOn = isOn
  }

  /** Looks at what became of a statement that was sent by name. */
  check(error: Error | null | undefined): void {
    if (error && isLostStatement(error)) this.isOn = false
  }
}

/** Whether a statement was not found under the name by which it was prepared, or the name was somebody else's. */
export function isLostStatement(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === '26000' || state === '42P05'
}
