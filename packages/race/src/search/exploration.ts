import type { Run } from '../run/run.ts'

/** Most preemptions of the orders that a phase looks at; `unbounded` looks at all of them. */
export type Bound = number | 'unbounded'

/** One order that broke the invariant. */
export interface Counterexample {
  /** `plain bug`: it fails when the actors run one after another, without any race. */
  readonly kind: 'race' | 'plain bug'
  readonly run: Run
  /** Whose turn it was at each decision: what a chooser gives again to see the same. */
  readonly schedule: readonly number[]
  /** How often an actor that could have gone on had to wait for another. */
  readonly preemptions: number
  /** Executions until it was found, itself among them. */
  readonly foundAfter: number
}

/** What one phase of the search looked at. */
export interface PhaseCoverage {
  readonly bound: Bound
  /** Orders within the bound, those that were not executed because an equivalent one was among them. */
  readonly schedules: bigint
  /** Of how many kinds these are: orders of one kind differ only in steps that cannot notice each other. */
  readonly classes: number
  /** Whether every order within the bound was executed or is equivalent to one that was. */
  readonly isComplete: boolean
}

/** What was looked at, and what was not. */
export interface Coverage {
  readonly actors: number
  /** How often the program ran, serial orders and walks among them. */
  readonly executions: number
  readonly serialOrders: number
  /** Finished phases and the one that was broken off, by growing bound. */
  readonly phases: readonly PhaseCoverage[]
  /** Random orders that were run after the budget of the ordered search. */
  readonly walks: { readonly executions: number; readonly seed: number }
  /** Pairs of steps that were run in both orders to see whether the database is the same; without cross-check `null`. */
  readonly crossChecked: { readonly pairs: number; readonly differences: readonly string[] } | null
  /** Where one and the same order led to different steps: the program depends on something that nobody controls. */
  readonly divergences: readonly string[]
  /** All of it in one sentence, which claims no more than what was done. */
  readonly sentence: string
}

/** What a search found. */
export interface Exploration {
  /** The first order that failed: of those with the fewest preemptions. `null` where all that were executed held. */
  readonly found: Counterexample | null
  /** All that failed, one of each class; more than one only where `stopAtFirst` is `false`. */
  readonly failures: readonly Counterexample[]
  readonly coverage: Coverage
}
