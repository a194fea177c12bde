import type { ActorRun } from './actor-run.ts'
import type { Scene } from './scene.ts'

/** So many silences of an actor that is alone: it may well wait for one that has not begun. */
const patience = 20

/** Tells who waits for something that no database knows: whoever thinks for too long. */
export class Silence {
  readonly #scene: Scene

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** From now on the actor thinks. A replay knows who parks here, and waits for all others however long they take. */
  begin(actor: ActorRun, times = 1): void {
    const { around, trace } = this.#scene
    const hasEnded = actor.outcome !== null
    if (around.parked !== null && !hasEnded && !around.parked.has(trace.length - 1)) return
    const since = performance.now()
    const timer = setTimeout(() => {
      // On a busy machine the timer is due before what arrived meanwhile was read.
      setImmediate(() => {
        if (actor.timer === timer && actor.phase === 'thinking') this.#end(actor, times, since)
      })
    }, around.parkAfterMs)
    actor.timer = timer
  }

  #end(actor: ActorRun, times: number, since: number): void {
    // It has ended, and nobody closes its transaction: the end of the execution tells.
    if (actor.outcome !== null) actor.phase = 'done'
    else if (times < patience && (this.#isAlone(actor) || !this.#counts(since))) {
      this.begin(actor, times + 1)
      return
    } else {
      actor.phase = 'parked'
      if (actor.entry !== null) actor.entry.isParked = true
    }
    this.#scene.poke()
  }

  /** Whether nobody came to the door, and this process had its share of the machine: else the silence proves nothing. */
  #counts(since: number): boolean {
    const { connections, parkAfterMs } = this.#scene.around
    const now = performance.now()
    if (connections.isSomebodyOpening() || now - connections.lastOpening < parkAfterMs) return false
    return now - since < parkAfterMs * 1.5 + 5
  }

  /** Nobody else has begun and not ended: there is hardly anybody it could wait for. */
  #isAlone(actor: ActorRun): boolean {
    const { actors } = this.#scene
    return actors.every((other) => other === actor || other.phase === 'new' || other.phase === 'done')
  }
}
