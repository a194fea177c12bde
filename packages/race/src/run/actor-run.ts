import type { ActorOutcome } from './run.ts'
import type { Unit, UnitResult } from '../proxy/gate.ts'
import { skeletonOf } from './skeleton.ts'
import type { Step, StepResult } from './step.ts'

/**
 * What an actor is at. `thinking`: its own code runs. `gated`: it stands before a step. `running`: the database works for
 * it. `blocked`: it waits for a lock of another actor. `parked`: it waits for something that no database knows.
 */
export type Phase = 'new' | 'thinking' | 'gated' | 'running' | 'blocked' | 'parked' | 'done'

/** A trace entry while it is being written. */
export interface Entry {
  readonly step: Step
  readonly enabled: readonly number[]
  result: StepResult
  waitedFor: readonly number[]
  doneAfter: number
  isParked: boolean
}

/** A step that is held, with the key to its gate. */
export interface Held {
  readonly step: Step
  /** Id of the connection, or `null` for a step without one. */
  readonly link: number | null
  release(): void
}

/** One actor in one execution. */
export class ActorRun {
  readonly index: number
  phase: Phase = 'new'
  /** Steps that it stands before: more than one where it does several things at once. */
  readonly pending: Held[] = []
  /** The last step that it was let do. */
  entry: Entry | null = null
  outcome: ActorOutcome | null = null
  timer: NodeJS.Timeout | undefined

  constructor(index: number) {
    this.index = index
  }

  /** Whether something goes on that must come to an end before the next choice. */
  get isBusy(): boolean {
    return this.phase === 'thinking' || this.phase === 'running'
  }

  next(): Held | undefined {
    return this.pending[0]
  }
}

/** What a step has for a result until there is one. */
export const noResult: StepResult = { rows: null, values: [], error: null }

/** Of steps that the database does not see. */
export function plainStep(actor: number, kind: 'start' | 'point' | 'call', text: string): Step {
  return {
    actor,
    kind,
    text,
    skeleton: text,
    parameters: [],
    connection: null,
    isImplicit: false,
    isolation: 'read committed',
    inTransaction: false,
  }
}

/** Of a statement at the door. Its values are read when somebody tells them. */
export function stepOf(actor: number, unit: Unit, connection: number | null): Step {
  const { kind, sql, isImplicit, isolation, inTransaction } = unit
  return {
    actor,
    kind,
    text: sql,
    skeleton: skeletonOf(sql),
    get parameters() {
      return unit.parameters
    },
    connection,
    isImplicit,
    isolation,
    inTransaction,
  }
}

/** Without what only the wire knows. Rows are decoded when somebody reads them. */
export function resultOf(result: UnitResult): StepResult {
  const { rows, error } = result
  return {
    rows,
    error,
    get values() {
      return result.values
    },
  }
}
