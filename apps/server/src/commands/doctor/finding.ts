/** What one check has to say. Warnings are for somebody's attention; an error makes `doctor` fail. */
export interface Finding {
  readonly check: string
  readonly level: 'ok' | 'warning' | 'error'
  /** A sentence or two; of a warning or an error, ending with what to do. */
  readonly text: string
  /** The same in figures, for programs. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Whether a database that can forget is accepted, and so on: what the checks are to know beside the database. */
export type Level = Finding['level']
