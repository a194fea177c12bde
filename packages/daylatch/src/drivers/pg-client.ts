/** What is used of a `pg.Pool`. Structural, so that `pg` is no dependency. */
export interface PgPool {
  connect(): Promise<PgClient>
  connect(done: (error: Error | undefined, client: PgClient | undefined) => void): void
  readonly totalCount: number
}

/**
 * What is used of a `pg.PoolClient`.
 *
 * Its calls with a callback: each that gives a promise makes several, and a promise costs about a microsecond as long as
 * anybody in the process uses `AsyncLocalStorage`.
 */
export interface PgClient {
  /**
   * Whether the client sends a statement before the answer to the one before has come (`pg` 8.22 and later). Asked anew
   * for each statement; may be changed while no answer is outstanding.
   */
  pipeline?: boolean
  query(config: PgQuery, done: PgDone): void
  query(text: string, values: unknown[] | undefined, done: PgDone): void
  on(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  removeListener(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  release(error?: Error | boolean): void
  readonly connection?: { readonly stream?: PgSocket }
}

/** `end()` of a pipelining client waits for the answers: a connection that gives none has to be cut. */
export interface PgSocket {
  destroy(): unknown
  /** Between the two, statements gather; they leave together. */
  cork?(): unknown
  uncork?(): unknown
}

/** Without an error there is an answer. */
export type PgDone = (error: Error | null | undefined, answer: PgAnswer) => void

export interface PgQuery {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
  readonly types?: { getTypeParser(): (value: string) => string }
}

/** A text of several statements is answered with a list. */
export type PgAnswer = PgResult | PgResult[]

export interface PgResult {
  readonly command?: string
  readonly rows: unknown[]
}

export interface PgNotice {
  readonly code?: string | undefined
}
