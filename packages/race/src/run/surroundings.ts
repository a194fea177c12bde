import type { Unit } from '../proxy/gate.ts'
import type { Measure } from '../state/measure.ts'
import type { Connections } from './connections.ts'
import type { Execution } from './execution.ts'

/** What an execution needs around it. */
export interface Surroundings {
  readonly connections: Connections
  /** Starts each actor's own code; its end is the actor's outcome. */
  readonly launch: readonly ((execution: Execution, index: number) => Promise<unknown>)[]
  /** Only these run. */
  readonly takingPart: readonly number[]
  /** Cancels what these sessions are at. */
  cancel(pids: readonly number[]): Promise<void>
  /** Process ids that each of these sessions waits for, in the same order. */
  readonly blockers: (pids: readonly number[]) => Promise<readonly (readonly number[])[]>
  /** Gets what came as several statements in one string, by its skeleton: nothing stands between those. */
  readonly unsplit: Set<string>
  /** Whether an autocommit statement's commit is a step of its own. */
  readonly hasOwnCommit: (unit: Unit) => boolean
  readonly measure: Measure
  /** A statement changed nobody knows what: it ran where nothing could be measured. */
  readonly onUnmeasured: () => void
  readonly parkAfterMs: number
  readonly giveUpAfterMs: number
  /** Of a replay: the entries after which the actor waited outside of the database. Any other one is waited for. */
  readonly parked: ReadonlySet<number> | null
}
