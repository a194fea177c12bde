import type { Isolation } from '../run/step.ts'

/** The shapes that a race can have. `unserialisable` is what has none of the others. */
export type AnomalyId =
  | 'duplicate'
  | 'double-call'
  | 'lost-update'
  | 'stale-check'
  | 'phantom'
  | 'write-skew'
  | 'read-skew'
  | 'deadlock'
  | 'serialization-failure'
  | 'plain-bug'
  | 'unserialisable'

export interface Anomaly {
  readonly id: AnomalyId
  /** As people call it: "lost update". */
  readonly title: string
  /** What the name means, in one sentence that is true of every race of that shape. */
  readonly meaning: string
}

/** What a moment is for the story: the SQL says more. */
export type Deed =
  'start' | 'begin' | 'read' | 'lock' | 'write' | 'commit' | 'rollback' | 'call' | 'point' | 'other'

/** One row of the story. A step that had to wait has two: where it stopped, and where it went on. */
export interface Moment {
  /** Its number in the story, from 1; `null` where it is not shown unless all steps are asked for. */
  readonly number: number | null
  /** Index in the run's trace. */
  readonly entry: number
  readonly actor: number
  readonly deed: Deed
  readonly phase: 'done' | 'waits' | 'goes on'
  /** "reads signins". */
  readonly words: string
  /** The statement with its values in place; empty for what is no statement. */
  readonly sql: string
  /** What came back, or what it waits for: "no row", "points = 0", "waits for A". */
  readonly outcome: string
  readonly isError: boolean
  /** Which part it has in the anomaly. */
  readonly role: 'looks' | 'comes between' | 'not seen yet' | 'acts on it' | 'holds' | 'wants' | null
  /** Number of its transaction among those of its actor, from 0; `null` outside of one. */
  readonly transaction: number | null
}

/** The two steps of one actor that nothing held together, and the step of another that came between. */
export interface UnprotectedPair {
  readonly actor: number
  /** Indexes in the run's trace. */
  readonly looks: number
  readonly actsOnIt: number
  readonly by: number
  readonly comesBetween: number
  /** Which of them need protection, and what the code had instead. */
  readonly words: string
}

/** What became of the same order at a stricter level. */
export interface IsolationFinding {
  readonly level: Exclude<Isolation, 'read committed'>
  /**
   * `refused`: the database ended a transaction with an error that only the caller can answer, by doing it all again.
   * `unknown`: the order could not be run there.
   */
  readonly result: 'still fails' | 'holds' | 'refused' | 'unknown'
  /** The sentence for it. */
  readonly words: string
}

export interface Cure {
  /** "Lock the row first". */
  readonly title: string
  /** What to write, anchored in the statements of this race; empty where there is nothing to show. */
  readonly sql: string
  /** What it costs, and what it does not do. */
  readonly words: string
}

/** A race, told. Plain data: it can be printed, drawn, and kept as JSON. */
export interface Story {
  readonly name: string
  /** A is the first. */
  readonly actors: readonly string[]
  readonly anomaly: Anomaly
  /** All of it in one sentence or two. */
  readonly sentence: string
  /** What the invariant said. */
  readonly verdict: string
  readonly moments: readonly Moment[]
  readonly preemptions: number
  readonly pair: UnprotectedPair | null
  /** Whether a level would have stopped it; empty where it was not tried. */
  readonly isolation: readonly IsolationFinding[]
  /** `level`: some isolation level stops it. `scope`: none does, the steps share no transaction. `null`: not known. */
  readonly basis: 'level' | 'scope' | null
  /** The three usual ones for that shape, the simplest first. */
  readonly cures: readonly Cure[]
  /** What people often ship for it, and why it changes nothing; empty where no such thing is known. */
  readonly trap: string
  /** To run it again, as `race replay` takes it. */
  readonly schedule: string | null
  /** How often it was replayed, and how often with the same end. */
  readonly reproduced: { readonly times: number; readonly of: number } | null
  /** What was searched until it was found. */
  readonly coverage: string | null
}
