import type { Run } from '../run/run.ts'
import type { Bound } from './exploration.ts'

/** What is told while a search goes on. */
export interface SearchProgress {
  readonly executions: number
  readonly phase: 'serial orders' | 'ordered' | 'walks' | 'cross-check'
  /** Of the phase, where it has one. */
  readonly bound: Bound | null
  readonly failures: number
}

export interface ExploreOptions {
  /** Most preemptions. Smaller bounds are looked at first, so that the first failure has the fewest. @default 2 */
  readonly bound?: Bound
  /** Most executions, serial orders not counted. @default 2,000 */
  readonly schedules?: number
  /** Longest time in ms; an execution that has begun is finished. @default 20,000 */
  readonly ms?: number
  /** Whether the first failure ends the search. @default true */
  readonly stopAtFirst?: boolean
  /** Random walks where the budget did not suffice for the bound, at most so many. @default 50 */
  readonly walks?: number
  /** Of the random walks. @default 1 */
  readonly seed?: number
  /**
   * Whether orders that differ only in steps without influence on each other are executed once. `false` executes each
   * order: for actors that also meet outside of the database, in memory for example. @default true
   */
  readonly isReduced?: boolean
  /** Runs pairs that were called independent in both orders and compares what `fingerprint` of the program says. @default false */
  readonly crossCheck?: boolean
  /** Called after each execution. */
  readonly onProgress?: (progress: SearchProgress) => void
  /** Called with each execution, for a log or statistics. */
  readonly onRun?: (run: Run) => void
  /** Ends the search early; what was found by then is given. */
  readonly signal?: AbortSignal
}
