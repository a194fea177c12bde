import type { Database, Result, Row, Session, Statement } from './database.ts'
import { refusalOfPgPool, watchPgPool } from './watch-pg-pool.ts'

/** What is used of a `pg.Pool`. Structural, so that `pg` is no dependency. */
export interface PgPool {
  connect(): Promise<PgClient>
  readonly totalCount: number
}

/** What is used of a `pg.PoolClient`. */
export interface PgClient {
  /** Whether the client sends a statement before the answer to the one before has come (`pg` 8.22 and later). */
  readonly pipeline?: boolean
  query(config: PgQuery): Promise<PgAnswer>
  query(text: string, values?: unknown[]): Promise<PgAnswer>
  on(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  removeListener(event: 'error' | 'notice', listener: (message: Error | PgNotice) => void): unknown
  release(error?: Error | boolean): void
  /** Its socket. `end()` of a pipelining client waits for the answers; a connection that gives none has to be cut. */
  readonly connection?: { readonly stream?: { destroy(): unknown } }
}

/** The type of client that blocks get: the one that a pool of this type hands out. `pg.Pool` has an overload with a callback. */
export type ClientOf<Source> = Source extends PgClient
  ? Source
  : Source extends { connect: { (): Promise<infer Client>; (callback: never): void } }
    ? Client
    : Source extends { connect(): Promise<infer Client> }
      ? Client
      : PgClient

export interface PgQuery {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
  readonly types?: { getTypeParser(): (value: string) => string }
}

export type PgAnswer = PgResult | PgResult[]

export interface PgResult {
  readonly command?: string
  readonly rows: unknown[]
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
 * Adapts a `pg.Pool`, or a client on which the caller has begun a transaction: then locks join that transaction.
 *
 * With a pool whose clients are made with `pipeline: true` a batch of claims is one round trip; without, one per
 * statement.
 */
export function fromPg<Source extends PgPool | PgClient>(
  source: Source,
  options: FromPgOptions = {},
): Database<ClientOf<Source>> {
  const { prepare = false } = options
  // Only a pool counts its clients. The client's type follows from the source's, and is lost on the way through here.
  const pool = isPool(source) ? source : undefined
  const database: Database<PgClient> = {
    dialect: 'postgres',
    source,
    isJoined: pool === undefined,
    connect: () =>
      pool === undefined
        ? Promise.resolve(openSession(source as PgClient, prepare, false))
        : pool.connect().then((client) => openSession(client, prepare, true)),
    ...(pool === undefined ? {} : watched(pool)),
  }
  return database as Database<ClientOf<Source>>
}

function isPool(source: PgPool | PgClient): source is PgPool {
  return 'totalCount' in source
}

function watched(pool: PgPool): Pick<Database, 'watchCheckouts' | 'refusalOfCheckout'> {
  return {
    watchCheckouts: (check) => watchPgPool(pool, check),
    refusalOfCheckout: () => refusalOfPgPool(pool),
  }
}

const asText = { getTypeParser: () => (value: string) => value }

function openSession(client: PgClient, prepare: boolean, isOurs: boolean): Session<PgClient> {
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
  const ask = inTurn(client.pipeline === true, (query) => {
    // What is left running after its transaction must not reach whoever has the connection by then.
    if (isReleased) return Promise.reject(new Error('This connection has been given back'))
    // `pg` copies a configuration property by property; a text with its values it takes as they are.
    return query.name === undefined && query.types === undefined
      ? client.query(query.text, query.values)
      : client.query(query)
  })
  return {
    tx: client,
    warnings,
    select: ({ text, values }, suffix) =>
      ask({ text: text + suffix, ...(values === undefined ? {} : { values: [...values] }) }, toRows),
    query: (statement) => ask(toQuery(statement, prepare), toResult),
    release(broken) {
      if (isReleased) return
      isReleased = true
      client.removeListener('notice', onNotice)
      if (broken === undefined || !isOurs) client.removeListener('error', onError)
      if (!isOurs) return
      client.release(broken)
      if (broken !== undefined) client.connection?.stream?.destroy()
    },
  }
}

/**
 * Sends statements in the order of the calls. A client that does not pipeline queues them itself, but `pg` 9 will not:
 * there the next one goes out after this one's answer, whatever it is. After a failed statement the rest of the
 * transaction still has to reach its COMMIT.
 *
 * Written with few promises: each costs about a microsecond as long as anybody in the process uses `AsyncLocalStorage`.
 */
function inTurn(
  pipelines: boolean,
  send: (query: PgQuery) => Promise<PgAnswer>,
): <T>(query: PgQuery, read: (answer: PgAnswer) => T) => Promise<T> {
  if (pipelines) return (query, read) => send(query).then(read)
  let last: Promise<unknown> = Promise.resolve()
  let underWay = 0
  return (query, read) => {
    const sendNow = (): Promise<PgAnswer> => send(query)
    const answer = underWay === 0 ? sendNow() : last.then(sendNow, sendNow)
    underWay += 1
    const result = answer.then(
      (value) => {
        underWay -= 1
        return read(value)
      },
      (error: unknown) => {
        underWay -= 1
        throw error
      },
    )
    last = result
    return result
  }
}

/** Statements that answer without rows need no parsers for them. */
const WITHOUT_ROWS = /^(begin|commit|rollback|savepoint|release)\b/

function toQuery(statement: Statement, prepare: boolean): PgQuery {
  return {
    text: statement.text,
    ...(WITHOUT_ROWS.test(statement.text) ? {} : { types: asText }),
    ...(statement.values === undefined ? {} : { values: [...statement.values] }),
    ...(prepare && statement.name !== undefined ? { name: statement.name } : {}),
  }
}

function toRows(answer: PgAnswer): readonly unknown[] {
  return lastOf(answer)?.rows ?? []
}

function toResult(answer: PgAnswer): Result {
  const last = lastOf(answer)
  return { command: last?.command ?? '', rows: (last?.rows ?? []) as Row[] }
}

/** `pg` answers a text of several statements with a list; the last one is what the caller asked about. */
function lastOf(answer: PgAnswer): PgResult | undefined {
  return Array.isArray(answer) ? answer.at(-1) : answer
}
