import type { Status } from '../wire/message.ts'
import type { ServerError } from '../wire/replies.ts'

export type Isolation = 'read committed' | 'repeatable read' | 'serializable'

export type UnitKind = 'statement' | 'begin' | 'commit' | 'rollback'

/** One connection of a client, from its first ReadyForQuery on. */
export interface LinkInfo {
  /** 1 for the first one of this proxy. */
  readonly id: number
  /** What `url(database, tag)` was asked to mark it with, if this client used that url. */
  readonly tag: string | null
  readonly user: string
  readonly database: string
  readonly applicationName: string
  readonly backendPid: number
}

/** What a client is about to run. */
export interface Unit {
  readonly link: LinkInfo
  readonly kind: UnitKind
  /** As the client sent it; `COMMIT` where the proxy stands between a statement and its commit. */
  readonly sql: string
  /** Bound values as text. */
  readonly parameters: readonly (string | null)[]
  /** The commit of an autocommit statement, which no client sent. */
  readonly isImplicit: boolean
  /** Whether it stands in a transaction that was open before. */
  readonly inTransaction: boolean
  /** Level of the transaction that it stands in or begins, as far as the statements told. */
  readonly isolation: Isolation
  /** Several statements in one string: the proxy cannot stand between them. */
  readonly isMultiple: boolean
}

/** What came of a unit. */
export interface UnitResult {
  /** Rows returned or changed, `null` where the command tells none. */
  readonly rows: number | null
  /** The first rows that came back, as text. Decoded when it is asked for. */
  readonly values: readonly Readonly<Record<string, string | null>>[]
  readonly error: ServerError | null
  /** Of the connection afterwards; `null` where the server has not said it yet, in the middle of a pipeline. */
  readonly status: Status | null
  /** The client does not know yet: the unit of the implicit commit comes next on this connection. */
  readonly isHeldBack: boolean
  /** There is no answer: the connection ended, an error before it took it along, or it was prepared and not executed. */
  readonly isCutOff: boolean
}

export interface Passage {
  /**
   * Whether to stand between an autocommit statement and its commit. For what cannot be split it is ignored.
   * @default false
   */
  readonly split?: boolean
}

/** Who decides when something runs. Nothing of it may throw. */
export interface Gate {
  /** The unit, and everything behind it on its connection, is held until this resolves. */
  arrive(unit: Unit): Promise<Passage> | Passage
  /** The server's answer to it is complete. Called in the turn in which the client is written to, once for each unit. */
  finished(unit: Unit, result: UnitResult): void
  /**
   * The server has looked whether the statement at work on this connection waits in a circle, and it does not: it simply
   * waits. Told with `log_lock_waits` and `client_min_messages = log` among the settings; what else would go to the log is
   * then kept from clients.
   */
  waits?(id: number): void
  /** A client has come, and its session is being made: `opened` follows, or `ended` alone. */
  opening?(id: number): void
  opened(link: LinkInfo): void
  /** The server's side has ended as well: whatever it held is free. What was at the gate is waited for no more. */
  closed(link: LinkInfo): void
  /** The client has gone, whether its session was ever opened or not. */
  ended?(id: number): void
  /**
   * Another text for one that a client sent, before anything else is done with it: other isolation levels, no locks. Must
   * give the same for the same text.
   */
  rewrite?(sql: string): string
}
