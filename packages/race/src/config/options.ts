import type { Bound } from '../search/exploration.ts'
import type { SearchProgress } from '../search/options.ts'
import type { LabOptions } from './lab-options.ts'

/** How long a search may go on. What it did not come to is said. */
export interface Budget {
  /** Most executions, serial orders not counted. @default 2,000 */
  readonly schedules?: number
  /** Longest time in ms, without starting, replaying and telling. @default 2,000 in a test, 20,000 for the command */
  readonly ms?: number
}

/**
 * A race: who runs, against what, and what must be true afterwards.
 *
 * `App` is what `application` gives, where it is a function, and `Stub` the names of `gateways`; TypeScript finds both out.
 */
export interface RaceOptions<App = undefined, Stub extends string = string> extends LabOptions<App, Stub> {
  /** Names the race in reports, files and the baseline. @default the names of the actors */
  readonly name?: string
  /** Most preemptions: how often an actor that could go on is made to wait for another. @default 2 */
  readonly bound?: Bound
  readonly budget?: Budget
  /** Random orders to run where the budget ended before the bound was looked through, in at most half its time. @default 100 */
  readonly walks?: number
  /** Of the random orders. @default 1 */
  readonly seed?: number
  /**
   * Whether steps that were taken for independent are run in both orders afterwards, to see whether the rows are the same;
   * `coverage` says what came of it. May take as long as the search. @default false
   */
  readonly crossCheck?: boolean
  /**
   * Whether orders that differ only in steps without influence on each other are run once. `false` runs each order: for
   * actors that also meet outside of the database, in memory for example. @default true
   */
  readonly isReduced?: boolean
  /** Folder for the page that tells the race that was found; `false` writes none. @default `race-reports` */
  readonly reportTo?: string | false
  /**
   * Whether the page and the text say what stricter isolation levels would have changed, and the smallest run is looked for.
   * Costs a few dozen executions more, once a race is found. @default true
   */
  readonly explain?: boolean
  /** Called after each execution. */
  readonly onProgress?: (progress: SearchProgress) => void
}
