/** What the schedule orders. `start` is the actor's first move; a `point` is one that the application marked itself. */
export type StepKind = 'start' | 'begin' | 'statement' | 'commit' | 'rollback' | 'point' | 'call'

export type Isolation = 'read committed' | 'repeatable read' | 'serializable'

/** One thing that an actor is about to do, held until the schedule lets it. */
export interface Step {
  /** Index of the actor: 0 is told as A. */
  readonly actor: number
  readonly kind: StepKind
  /** A statement as the client sent it; of a point or a call its name; empty for a start. */
  readonly text: string
  /** The same with literals and white space folded: what is compared between two runs of one schedule. */
  readonly skeleton: string
  /** Bound values, for the story alone; nothing compares them. */
  readonly parameters: readonly (string | null)[]
  /** Number of the connection within this run, or `null` for what needs none. */
  readonly connection: number | null
  /** A COMMIT that the lab put between an autocommit statement and its answer. */
  readonly isImplicit: boolean
  /** Isolation level of the transaction that it stands in, as far as the statements told. */
  readonly isolation: Isolation
  /** Whether it stands in a transaction that was open before: for an autocommit statement it does not. */
  readonly inTransaction: boolean
}

/** What came of a step. */
export interface StepResult {
  /** Rows returned or changed, `null` where the command tells none. */
  readonly rows: number | null
  /** The first rows that came back, as text. */
  readonly values: readonly Readonly<Record<string, string | null>>[]
  readonly error: { readonly code: string; readonly message: string } | null
}
