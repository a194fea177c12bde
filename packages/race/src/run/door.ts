import type { Gate, Isolation, LinkInfo, Passage, Unit, UnitResult } from '../proxy/gate.ts'
import { withIsolation } from './isolation.ts'
import { Connections } from './connections.ts'
import type { Execution } from './execution.ts'

/** Marks connections that belong to no actor. */
export const backgroundTag = 'background'

/** Stands between the wire and the execution that goes on, if one does: tells whose each statement is. */
export class Door implements Gate {
  readonly connections: Connections = new Connections()
  /** Statements of nobody's passed, and changed nobody knows what. Set back by whoever reads it. */
  hasSeenStrangers = false
  /** Level that transactions get which name one themselves. */
  imposed: Isolation | null = null
  readonly #holdsStrangers: boolean
  #execution: Execution | null = null
  #strangers: (() => void)[] = []

  constructor(strangers: 'pass' | 'hold') {
    this.#holdsStrangers = strangers === 'hold'
  }

  /** From now on statements belong to this execution; `null`: they pass. */
  lead(execution: Execution | null): void {
    this.#execution = execution
    this.connections.forgetOwners()
  }

  /** What was held of nobody's goes on. */
  letStrangersIn(): void {
    for (const release of this.#strangers.splice(0)) release()
  }

  arrive(unit: Unit): Promise<Passage> | Passage {
    const execution = this.#execution
    if (execution === null) {
      this.hasSeenStrangers = true
      return {}
    }
    const owner = unit.link.tag === backgroundTag ? null : execution.ownerOf(unit)
    if (owner !== null) return execution.arrive(owner, unit)
    this.hasSeenStrangers = true
    if (!this.#holdsStrangers || this.connections.of(unit.link).inTransaction) return {}
    return new Promise((resolve) => this.#strangers.push(() => resolve({})))
  }

  /** A level that the execution wants goes before what the application asks for. */
  rewrite(sql: string): string {
    const { imposed } = this
    return imposed === null ? sql : withIsolation(sql, imposed)
  }

  finished(unit: Unit, result: UnitResult): void {
    if (this.#execution !== null) this.#execution.finished(unit, result)
    else this.connections.finished(unit, result)
  }

  waits(id: number): void {
    this.#execution?.suspect(id)
  }

  opening(id: number): void {
    this.connections.opening(id, this.#execution?.atWork() ?? null)
  }

  ended(id: number): void {
    this.connections.ended(id)
  }

  opened(link: LinkInfo): void {
    this.connections.opened(link)
  }

  closed(link: LinkInfo): void {
    this.connections.closed(link)
    this.#execution?.lost(link.id)
  }
}
