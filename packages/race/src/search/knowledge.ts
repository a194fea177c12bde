import type { Program, Run } from '../run/run.ts'
import type { Position } from './event.ts'
import { Ground } from './ground.ts'
import { recordRun } from './record-run.ts'
import { Unfolding } from './unfolding.ts'

/** Why orders are not merged into classes. */
export type Unreduced = 'asked for' | 'no footprints' | 'parked' | 'contradiction'

/** So often in a row something has to be seen that footprints cannot explain. */
const enoughDoubts = 3

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
  /** How often the program ran, those runs among them that taught nothing. */
  executions = 0
  /** The last position of each class that was executed. */
  ends: Position[] = []
  ground!: Ground
  unfolding!: Unfolding
  readonly #program: Program
  #version: number | undefined
  #doubts = 0

  constructor(program: Program, isReduced: boolean) {
    this.#program = program
    this.unreduced = !isReduced ? 'asked for' : program.footprints === undefined ? 'no footprints' : null
    this.#forget()
  }

  /**
   * Adds a run; says whether it ended where none did before.
   *
   * On a busy machine an actor may be taken to wait that was only slow. So what footprints cannot explain is not believed
   * before it was seen a few times in a row; until then such a run teaches nothing.
   */
  add(run: Run): boolean {
    this.executions++
    this.runs.push(run)
    if (this.#version !== this.#program.footprints?.version) {
      this.#workOutAgain()
      return true
    }
    const [isNew, doubt] = this.#record(run)
    if (doubt === null || this.unreduced !== null) {
      this.#doubts = 0
      return isNew
    }
    if (++this.#doubts < enoughDoubts) this.runs.pop()
    else this.unreduced = doubt
    this.#workOutAgain()
    return false
  }

  /** Says that a step was foretold that a run could not do. */
  missed(actor: number): void {
    if (this.unreduced !== null || this.#doubts > 0) return
    this.divergences.push(`actor ${String.fromCodePoint(65 + actor)} had no step where it had one before`)
    this.unreduced = 'contradiction'
    this.#workOutAgain()
  }

  #workOutAgain(): void {
    this.#forget()
    const doubts = this.runs.map((run) => this.#record(run)[1]).filter((doubt) => doubt !== null)
    if (doubts[0] === undefined || this.unreduced !== null) return
    this.unreduced = doubts[0]
    this.#workOutAgain()
  }

  #forget(): void {
    this.#version = this.#program.footprints?.version
    this.ends = []
    this.unfolding = new Unfolding(this.#program.actors.length, this.unreduced === null)
    this.ground = new Ground(this.unfolding)
  }

  #record(run: Run): readonly [boolean, Unreduced | null] {
    const recorded = recordRun(run, this.unfolding, this.#program.footprints)
    for (const { decision, actor } of recorded.hidden) {
      const position = recorded.positions[decision]
      if (position !== undefined) this.ground.close(this.ground.at(position), actor)
    }
    const end = recorded.positions.at(-1)
    const isNew = end !== undefined && this.ground.end(end)
    if (isNew) this.ends.push(end)
    const contradictions = this.unfolding.contradictions.splice(0)
    if (this.unreduced !== null) this.divergences.push(...contradictions)
    if (contradictions.length > 0) return [isNew, 'contradiction']
    const isParked = recorded.hidden.length > 0 || run.trace.some((entry) => entry.isParked)
    return [isNew, isParked ? 'parked' : null]
  }
}
