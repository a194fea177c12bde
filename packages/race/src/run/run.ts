import type { Footprints } from '../footprint/footprint.ts'
import type { Isolation, Step, StepResult } from './step.ts'

/** Where one actor is to be chosen. */
export interface Decision {
  /** 0 for the first one of a run. */
  readonly index: number
  /** What each actor that can go on would do next, by actor. At least one. */
  readonly enabled: readonly Step[]
  /** Whose turn the last one was; `null` at the beginning. */
  readonly previous: number | null
}

/** Chooses the actor whose step is done next: one of `decision.enabled`. */
export type Chooser = (decision: Decision) => number

/** One step as it was done. */
export interface TraceEntry {
  readonly step: Step
  readonly result: StepResult
  /** Actors that could have gone on here, the chosen one among them. */
  readonly enabled: readonly number[]
  /** Actors whose locks it waited for, when it waited. */
  readonly waitedFor: readonly number[]
  /** Index of the entry after which it was done: its own, unless it waited. */
  readonly doneAfter: number
  /** Went on only after the schedule had let others go, for a reason that the database does not know. */
  readonly isParked: boolean
}

/** How one actor ended. */
export type ActorOutcome =
  { readonly kind: 'returned'; readonly value: unknown } | { readonly kind: 'threw'; readonly error: unknown }

/** What the invariant says after all have ended. */
export type Verdict =
  | { readonly holds: true }
  /** `reason` is the invariant's own text, where it gave one. */
  | { readonly holds: false; readonly reason: string }

/** One execution: every actor from its start to its end in one order. */
export interface Run {
  readonly trace: readonly TraceEntry[]
  readonly outcomes: readonly ActorOutcome[]
  readonly verdict: Verdict
}

/** What a search runs again and again, from the same state, each time in another order. */
export interface Program {
  /** One name for each actor: what it does, in the user's words. */
  readonly actors: readonly string[]
  /** What steps touch, by which orders are told to be equivalent. Without it every two steps count as dependent. */
  readonly footprints?: Footprints
  /**
   * What the last execution left in the database: a digest of each column (`public.member.points`) that does not depend on
   * the order of rows. For the cross-check; columns that differ between two runs of one order are left out of it.
   */
  fingerprint?(): Promise<Readonly<Record<string, string>>>
  run(choose: Chooser, options?: RunOptions): Promise<Run>
}

/** A run under other circumstances than the search's: by it a story finds out what matters in it. */
export interface RunOptions {
  /** Level that every transaction gets, whatever the application asks for. @default what it asks for */
  readonly isolation?: Isolation
  /** The only actors that run, by index; the others do nothing and have returned nothing. @default all */
  readonly actors?: readonly number[]
  /**
   * Of a replay: the entries after which the actor waited for something outside of the database. After any other entry the
   * lab waits until the actor comes to its next step, however long that takes.
   * @default found out by `parkAfterMs`
   */
  readonly parked?: readonly number[]
}
