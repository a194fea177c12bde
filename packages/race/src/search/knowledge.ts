import type { Program, Run } from '../run/run.ts'
import { Ground } from './ground.ts'
import { type RecordedRun, recordRun } from './record-run.ts'
import { Unfolding } from './unfolding.ts'

/** Why orders are not merged into classes. */
export type Unreduced = 'asked for' | 'no footprints' | 'parked' | 'contradiction'

/**
 * What the executions so far have taught, and no more than that is believed of the others.
 *
 * Where footprints turn out to be larger than they were, all is worked out again from the runs. Where something happens that
 * footprints cannot explain, orders are no longer merged at all: rather too many executions than a race that is passed over.
 */
export class Knowledge {
  readonly runs: Run[] = []
  readonly divergences: string[] = []
  unreduced: Unreduced | null
  ground!: Ground
  unfolding!: Unfolding
  readonly #program: Program
  #version: number | undefined

  constructor(program: Program, isReduced: boolean) {
    this.#program = program
    this.unreduced = !isReduced ? 'asked for' : program.footprints === undefined ? 'no footprints' : null
    this.#forget()
  }

  /** Adds a run; says whether it ended where none did before. */
  add(run: Run): boolean {
    this.runs.push(run)
    if (this.#version !== this.#program.footprints?.version) {
      this.#workOutAgain()
      return true
    }
    const [isNew, doubt] = this.#record(run)
    if (doubt !== null && this.unreduced === null) {
      this.unreduced = doubt
      this.#workOutAgain()
      return true
    }
    return isNew
  }

  /** Says that a step was foretold that a run could not do. */
  missed(actor: number): void {
    if (this.unreduced !== null) return
    this.divergences.push(`actor ${String.fromCodePoint(65 + actor)} had no step where it had one before`)
    this.unreduced = 'contradiction'
    this.#workOutAgain()
  }

  #workOutAgain(): void {
    this.#forget()
    for (const run of this.runs) {
      const [, doubt] = this.#record(run)
      if (doubt === null || this.unreduced !== null) continue
      this.unreduced = doubt
      this.#workOutAgain()
      return
    }
  }

  #forget(): void {
    this.#version = this.#program.footprints?.version
    this.unfolding = new Unfolding(this.#program.actors.length, this.unreduced === null)
    this.ground = new Ground(this.unfolding)
  }

  #record(run: Run): readonly [boolean, Unreduced | null] {
    const recorded: RecordedRun = recordRun(run, this.unfolding, this.#program.footprints)
    for (const { decision, actor } of recorded.hidden) {
      const position = recorded.positions[decision]
      if (position !== undefined) this.ground.close(this.ground.at(position), actor)
    }
    const end = recorded.positions.at(-1)
    const isNew = end !== undefined && this.ground.end(end)
    const contradictions = this.unfolding.contradictions.splice(0)
    if (this.unreduced !== null) this.divergences.push(...contradictions)
    if (contradictions.length > 0) return [isNew, 'contradiction']
    const isParked = recorded.hidden.length > 0 || run.trace.some((entry) => entry.isParked)
    return [isNew, isParked ? 'parked' : null]
  }
}
