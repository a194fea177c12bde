import type { LabOptions } from './lab-options.ts'

/** How long a search may go on. Serial orders are always run to their end. */
export interface Budget {
  /** Most executions. @default 2,000 */
  readonly schedules?: number
  /** Longest time in ms, preparation not counted. @default 20,000 */
  readonly ms?: number
}

/**
 * A race: who runs, against what, and what must be true afterwards.
 *
 * `App` is what `application` gives, where it is a function; TypeScript finds it out.
 */
export interface RaceOptions<App = undefined> extends LabOptions<App> {
  /** Names the race in reports, files and the baseline. @default the names of the actors */
  readonly name?: string
  /** Most preemptions: how often an actor that could go on is made to wait for another. @default 2 */
  readonly bound?: number | 'unbounded'
  readonly budget?: Budget
  /** Of the random walks beyond the budget of the ordered search. @default 1 */
  readonly seed?: number
  /** Folder for the page that tells the race that was found; `false` writes none. @default `race-reports` */
  readonly reportTo?: string | false
  /** A schedule as a failure printed it: this one alone is run. @default none */
  readonly replay?: string
}
