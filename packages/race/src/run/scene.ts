import { ActorRun } from './actor-run.ts'
import type { Entry } from './actor-run.ts'
import type { Surroundings } from './surroundings.ts'

/** What the parts of one execution have in common: who takes part, what was done, and a bell for whatever changes. */
export class Scene {
  readonly around: Surroundings
  readonly actors: readonly ActorRun[]
  readonly trace: Entry[] = []
  /** What went wrong outside of any step. */
  failure: unknown = null
  #wake: (() => void) | null = null

  constructor(around: Surroundings) {
    this.around = around
    this.actors = around.launch.map((_, index) => new ActorRun(index))
    for (const actor of this.actors) {
      if (around.takingPart.includes(actor.index)) continue
      actor.phase = 'done'
      actor.outcome = { kind: 'returned', value: undefined }
    }
  }

  /** Resolves at the next change, or after the limit. */
  change(limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = limitMs === undefined ? undefined : setTimeout(() => this.poke(), limitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Something has changed. */
  poke(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  fail(error: unknown): void {
    this.failure ??= error
    this.poke()
  }
}
