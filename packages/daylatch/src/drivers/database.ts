/**
 * The seam between the engine and somebody's driver. Small on purpose: an adapter is tens of lines.
 *
 * All values come back as the text that the server sent (`null` stays `null`), so that type parsers which the
 * application has installed on its driver cannot change what the engine reads.
 */
export interface Database {
  readonly dialect: 'postgres'
  /** Takes a connection of its own, outside any transaction. Rejects when the server cannot be reached. */
  connect(): Promise<Session>
}

/** One connection, ours until `release`. Statements run in the order of the calls; a caller need not await in between. */
export interface Session {
  query(statement: Statement): Promise<Result>
  /** SQLSTATEs of the warnings that the server sent on this connection since `connect`. */
  readonly warnings: readonly string[]
  /** Gives the connection back. With `broken`, closes it instead: nobody may use it again. */
  release(broken?: Error): void
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
export async function withSession<T>(db: Database, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await db.connect()
  try {
    const value = await use(session)
    session.release()
    return value
  } catch (error) {
    session.release(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}
