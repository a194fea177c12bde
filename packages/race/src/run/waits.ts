import type { ActorRun, Entry } from './actor-run.ts'
import type { Scene } from './scene.ts'

/** How long a statement may be at work before the server is asked whether it waits for a lock. */
const firstProbeMs = 2
const lastProbeMs = 16

/**
 * How long a statement that waits for a lock is given to look for a deadlock and to tell. A client that wants no notices
 * keeps it from telling.
 */
const lookingMs = 60

/** A statement that the server is at work on. */
interface Flight {
  readonly actor: ActorRun
  readonly entry: Entry
  readonly since: number
  /** Whether it has told that it waits, and in no circle. */
  hasLooked: boolean
}

/** The statements that the server is at work on, and which of them wait for another actor's lock. */
export class Waits {
  readonly #scene: Scene
  readonly #flights = new Map<number, Flight>()
  #mustLook = false

  constructor(scene: Scene) {
    this.#scene = scene
  }

  begin(link: number, actor: ActorRun, entry: Entry): void {
    this.#flights.set(link, { actor, entry, since: performance.now(), hasLooked: false })
    actor.phase = 'running'
    this.#watch(actor, entry, firstProbeMs)
  }

  /** The statement on this connection is answered, or lost: it may have set others free. */
  end(link: number): Flight | null {
    const flight = this.#flights.get(link)
    if (flight === undefined) return null
    this.#flights.delete(link)
    clearTimeout(flight.actor.timer)
    flight.entry.doneAfter = this.#scene.trace.length - 1
    this.lookAgain()
    return flight
  }

  lookAgain(): void {
    this.#mustLook ||= this.#scene.actors.some(({ phase }) => phase === 'blocked')
  }

  /** The server tells that this connection's statement waits for a lock. For whom is asked. */
  suspect(link: number): void {
    const flight = this.#flights.get(link)
    if (flight === undefined) return
    flight.hasLooked = true
    if (flight.actor.phase !== 'running') return
    clearTimeout(flight.actor.timer)
    void this.#probe(flight.actor, flight.entry, firstProbeMs)
  }

  /**
   * Looks who of the blocked ones still is, if something has happened since: a lock is granted before the answer to the
   * COMMIT that freed it is sent. Gives `null` where there is nothing to look at.
   */
  look(): Promise<void> | null {
    if (!this.#mustLook) return null
    this.#mustLook = false
    const blocked = this.#scene.actors.filter(({ phase }) => phase === 'blocked')
    return blocked.length === 0 ? null : this.#lookAt(blocked)
  }

  /** Of the sessions that are at work. */
  pids(): readonly number[] {
    const { connections } = this.#scene.around
    return [...this.#flights.keys()].map((link) => connections.byId(link)?.link.backendPid ?? 0)
  }

  async #lookAt(blocked: readonly ActorRun[]): Promise<void> {
    const holders = await this.#holdersOf(blocked)
    blocked.forEach((actor, index) => {
      if (actor.phase !== 'blocked' || actor.entry === null) return
      const found = holders[index] ?? []
      if (found.length > 0) {
        this.#block(actor, found)
        return
      }
      actor.phase = 'running'
      this.#watch(actor, actor.entry, firstProbeMs)
    })
  }

  #watch(actor: ActorRun, entry: Entry, afterMs: number): void {
    clearTimeout(actor.timer)
    actor.timer = setTimeout(() => void this.#probe(actor, entry, afterMs), afterMs)
  }

  async #probe(actor: ActorRun, entry: Entry, afterMs: number): Promise<void> {
    try {
      const [holders = []] = await this.#holdersOf([actor])
      // Its answer may have come while we asked: then it waits for nobody.
      if (actor.phase !== 'running' || actor.entry !== entry) return
      if (holders.length > 0 && !this.#maySeeACircle(entry)) this.#block(actor, holders)
      else this.#watch(actor, entry, Math.min(afterMs * 2, lastProbeMs))
    } catch (error) {
      this.#scene.fail(error)
    }
  }

  /** Until it has looked, it may yet be refused for a deadlock: it is not known to wait. */
  #maySeeACircle(entry: Entry): boolean {
    const flight = [...this.#flights.values()].find((each) => each.entry === entry)
    return flight !== undefined && !flight.hasLooked && performance.now() - flight.since < lookingMs
  }

  #block(actor: ActorRun, holders: readonly number[]): void {
    actor.phase = 'blocked'
    if (actor.entry !== null)
      actor.entry.waitedFor = [...new Set([...actor.entry.waitedFor, ...holders])].toSorted((a, b) => a - b)
    this.#scene.poke()
  }

  async #holdersOf(waiting: readonly ActorRun[]): Promise<readonly (readonly number[])[]> {
    const { connections, blockers } = this.#scene.around
    const found = await blockers(waiting.map((actor) => this.#pidOf(actor)))
    return found.map((pids, index) =>
      pids.flatMap((pid) => {
        const owner = connections.ownerOfPid(pid)
        return owner === null || owner === waiting[index] ? [] : [owner.index]
      }),
    )
  }

  #pidOf(actor: ActorRun): number {
    for (const [link, flight] of this.#flights)
      if (flight.actor === actor) return this.#scene.around.connections.byId(link)?.link.backendPid ?? 0
    return 0
  }
}
