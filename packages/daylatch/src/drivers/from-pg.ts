import type { Database, Result, Row, Session, Statement } from './database.ts'

/** What is used of a `pg.Pool`. Structural, so that `pg` is no dependency. */
export interface PgPool {
  connect(): Promise<PgClient>
}

/** What is used of a `pg.PoolClient`. */
export interface PgClient {
  /** Whether the client sends a statement before the answer to the one before has come (`pg` 8.22 and later). */
  readonly pipeline?: boolean
  query(
    config: PgQuery,
  ): Promise<{ command?: string; rows: unknown[] } | { command?: string; rows: unknown[] }[]>
  on(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  removeListener(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  release(error?: Error | boolean): void
}

export interface PgQuery {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
  readonly types: { getTypeParser(): (value: string) => string }
}

export interface PgNotice {
  readonly code?: string | undefined
}

export interface FromPgOptions {
  /**
   * Whether statements are prepared by name on each connection: less work for the server. Leave it off behind a
   * pooler in transaction mode that does not follow prepared statements (pgbouncer before 1.21 answers 42P05).
   * @default false
   */
  readonly prepare?: boolean
}

/**
 * Adapts a `pg.Pool`.
 *
 * With clients made with `pipeline: true` a batch of claims is one round trip; without, one per statement.
 */
export function fromPg(pool: PgPool, options: FromPgOptions = {}): Database {
  const { prepare = false } = options
  return { dialect: 'postgres', connect: async () => openSession(await pool.connect(), prepare) }
}

const asText = { getTypeParser: () => (value: string) => value }

function openSession(client: PgClient, prepare: boolean): Session {
  const warnings: string[] = []
  const onNotice = (notice: Error | PgNotice): void => {
    if ('code' in notice && typeof notice.code === 'string') warnings.push(notice.code)
  }
  // A lost connection also fails the query that was under way; that rejection is the one that is handled. Without a
  // listener here the same loss would end the process.
  const onError = (): void => undefined
  client.on('notice', onNotice)
  client.on('error', onError)
  let isReleased = false
  let previous: Promise<unknown> = Promise.resolve()
  const send = async (statement: Statement): Promise<Result> =>
    toResult(await client.query(toQuery(statement, prepare)))
  return {
    warnings,
    query(statement) {
      if (client.pipeline === true) return send(statement)
      // Such a client queues statements itself, but `pg` 9 will not. The next one goes out after this one's answer,
      // whatever it is: after a failed statement the rest of the transaction still has to reach its COMMIT.
      const answer = previous.then(() => send(statement))
      previous = answer.catch(() => undefined)
      return answer
    },
    release(broken) {
      if (isReleased) return
      isReleased = true
      client.removeListener('notice', onNotice)
      if (broken === undefined) client.removeListener('error', onError)
      client.release(broken)
    },
  }
}

function toQuery(statement: Statement, prepare: boolean): PgQuery {
  return {
    text: statement.text,
    types: asText,
    ...(statement.values === undefined ? {} : { values: [...statement.values] }),
    ...(prepare && statement.name !== undefined ? { name: statement.name } : {}),
  }
}

/** `pg` answers a text of several statements with a list; the last one is what the caller asked about. */
function toResult(answer: Awaited<ReturnType<PgClient['query']>>): Result {
  const last = Array.isArray(answer) ? answer.at(-1) : answer
  return { command: last?.command ?? '', rows: (last?.rows ?? []) as Row[] }
}
