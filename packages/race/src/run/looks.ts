import type { Passage, Unit, UnitResult } from '../proxy/gate.ts'
import { noResult } from './actor-run.ts'
import type { ActorRun, Entry } from './actor-run.ts'
import type { Scene } from './scene.ts'
import type { Step } from './step.ts'

/** Looks at the locks of statements that are new, as long as their transaction is open. */
export class Looks {
  readonly #scene: Scene
  /** Connections whose statement was stopped before its commit for this alone. */
  readonly #stopped = new Map<number, ActorRun>()
  /** What is being looked at: nobody goes on before it is done. */
  pending: Promise<void> | null = null

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Whether to stop before a commit: because it is a step; or once, for the locks of what certainly changes nothing. */
  mustStop(step: Step, unit: Unit): boolean {
    const { measure, hasOwnCommit } = this.#scene.around
    return hasOwnCommit(unit) || !measure.isKnown({ step, result: noResult })
  }

  /** A statement was answered. `true` where its commit is no step, and comes next by itself. */
  take(unit: Unit, result: UnitResult, actor: ActorRun, entry: Entry): boolean {
    if (unit.kind === 'statement') this.#look(unit, result, entry)
    if (!result.isHeldBack || this.#scene.around.hasOwnCommit(unit)) return false
    this.#stopped.set(unit.link.id, actor)
    return true
  }

  /** The commit of a statement that was stopped for a look alone: it passes when that is over. */
  passes(unit: Unit): Promise<Passage> | null {
    return unit.isImplicit && this.#stopped.has(unit.link.id) ? this.#over() : null
  }

  /** Whose commit that was, once it is answered. */
  end(link: number): ActorRun | null {
    const actor = this.#stopped.get(link) ?? null
    this.#stopped.delete(link)
    return actor
  }

  async #over(): Promise<Passage> {
    await this.pending
    return {}
  }

  #look(unit: Unit, result: UnitResult, entry: Entry): void {
    const { measure, onUnmeasured, hasOwnCommit } = this.#scene.around
    if (result.error !== null || measure.isKnown(entry)) return
    if (result.status === 'I' && !result.isHeldBack) {
      if (hasOwnCommit(unit)) onUnmeasured()
      return
    }
    const before = this.pending ?? Promise.resolve()
    const all = before
      .then(() => measure.take(entry, unit))
      .catch((error: unknown) => this.#scene.fail(error))
      .then(() => {
        if (this.pending === all) this.pending = null
      })
    this.pending = all
  }
}
