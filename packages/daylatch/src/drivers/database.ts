/**
 * The seam between the engine and somebody's driver. Small on purpose: an adapter is tens of lines.
 *
 * All values come back as the text that the server sent (`null` stays `null`), so that type parsers which the
 * application has installed on its driver cannot change what the engine reads.
 */
export interface Database<Tx = unknown> {
  readonly dialect: 'postgres'
  /** What connections come from, the pool or the caller's client: tells whether two databases are one. */
  readonly source: object
  /** Whether `connect` gives the caller's own connection, inside a transaction that is the caller's to end. */
  readonly isJoined: boolean
  /** Takes a connection of its own, outside any transaction. Rejects when the server cannot be reached. */
  connect(): Promise<Session<Tx>>
  /**
   * Asks `check` before every checkout from the pool, whoever makes it, from now on. Give the same function each time.
   * Absent where a driver cannot be watched.
   */
  watchCheckouts?(check: (source: object) => Error | undefined): void
  /** What a checkout made here and now would be refused with. */
  refusalOfCheckout?(): Error | undefined
}

/** One connection, ours until `release`. Statements run in the order of the calls; a caller need not await in between. */
export interface Session<Tx = unknown> {
  /** The driver's own connection, for the application's statements in the same transaction. */
  readonly tx: Tx
  /** Rows of the application's own query with `suffix` behind it, read by the driver's own type parsers. */
  select(query: SelectQuery, suffix: string): Promise<readonly unknown[]>
  /**
   * Sends `first`, and the query with `suffix` right behind it: one round trip where the driver pipelines. Both have been
   * answered when it settles, with the rows of the query, or the error of the first that failed.
   */
  selectBehind(first: string, query: SelectQuery, suffix: string): Promise<readonly unknown[]>
  query(statement: Statement): Promise<Result>
  /** SQLSTATEs of the warnings that the server sent on this connection since `connect`. */
  readonly warnings: readonly string[]
  /** Gives the connection back. With `broken`, closes it instead, and what is under way fails. Only the first call counts. */
  release(broken?: Error): void
}

/** A query that selects rows, without a lock clause. */
export interface SelectQuery {
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Statement {
  /** Stable name, used for a prepared statement where the adapter prepares. Without it the text is sent as it is. */
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Result {
  /** First word of the command tag: a COMMIT of a failed transaction answers `ROLLBACK`. */
  readonly command: string
  readonly rows: readonly Row[]
}

export type Row = Readonly<Record<string, string | null>>

/** Takes a connection, gives it to `use`, and gives it back; closes it when `use` fails. */
export async function withSession<T, Tx>(
  db: Database<Tx>,
  use: (session: Session<Tx>) => Promise<T>,
): Promise<T> {
  return await useSession(await db.connect(), use)
}

/**
 * Gives a connection to `use` and then back; closes it when `use` fails, or takes longer than `giveUpAfterMs` where given.
 *
 * Nothing is cancelled on the server: a cancelled wait for a standby would be acknowledged. What became of a
 * transaction whose connection was given up has to be looked up.
 */
export async function useSession<T, Tx>(
  session: Session<Tx>,
  use: (session: Session<Tx>) => Promise<T>,
  giveUpAfterMs?: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const givenUp = new Promise<never>((_, reject) => {
    if (giveUpAfterMs === undefined) return
    timer = setTimeout(() => reject(new Error('The database did not answer in time')), giveUpAfterMs)
  })
  try {
    const value = await Promise.race([use(session), givenUp])
    session.release()
    return value
  } catch (error) {
    session.release(error instanceof Error ? error : new Error(String(error)))
    throw error
  } finally {
    clearTimeout(timer)
  }
}
