import type { LinkInfo, Unit, UnitResult } from '../proxy/gate.ts'
import type { ActorRun } from './actor-run.ts'

/** One connection through the lab's door, as long as it is open. */
export interface Connection {
  readonly link: LinkInfo
  /** Whose transaction is open on it, or whose statement it ran last, in this execution. */
  owner: ActorRun | null
  /** Number within this execution, by first use. */
  number: number | null
  inTransaction: boolean
  /** A statement of its transaction failed: nothing but a ROLLBACK can come of it. */
  hasFailed: boolean
}

/** All connections through the door, and to whom each belongs at the moment. */
export class Connections {
  readonly #all = new Map<number, Connection>()
  /** Those that are being made, and who was at work when they were asked for. */
  readonly #opening = new Map<number, ActorRun | null>()
  /** When a connection was last asked for, or came to be. That takes its time, and is no waiting for anybody. */
  lastOpening = 0
  #used = 0

  opening(id: number, owner: ActorRun | null): void {
    this.#opening.set(id, owner)
    this.lastOpening = performance.now()
  }

  ended(id: number): void {
    this.#opening.delete(id)
  }

  isSomebodyOpening(): boolean {
    return this.#opening.size > 0
  }

  opened(link: LinkInfo): void {
    const owner = this.#opening.get(link.id) ?? null
    this.#opening.delete(link.id)
    this.lastOpening = performance.now()
    this.#all.set(link.id, { link, owner, number: null, inTransaction: false, hasFailed: false })
  }

  closed(link: LinkInfo): void {
    this.#all.delete(link.id)
  }

  of(link: LinkInfo): Connection {
    const found = this.#all.get(link.id)
    if (found !== undefined) return found
    this.opened(link)
    return this.of(link)
  }

  /** Forgets whose they were. A stale owner would draw statements of the next execution to the wrong actor. */
  forgetOwners(): void {
    this.#used = 0
    for (const id of this.#opening.keys()) this.#opening.set(id, null)
    for (const connection of this.#all.values()) {
      connection.owner = null
      connection.number = null
    }
  }

  give(link: LinkInfo, owner: ActorRun): Connection {
    const connection = this.of(link)
    connection.owner = owner
    connection.number ??= this.#used++
    return connection
  }

  /** Called when a statement was answered. In the middle of a pipeline the server has not said where it stands. */
  finished(unit: Unit, result: UnitResult): void {
    const connection = this.of(unit.link)
    connection.hasFailed = result.status === 'E'
    if (result.isHeldBack) connection.inTransaction = true
    else if (result.status !== null) connection.inTransaction = result.status !== 'I'
    else if (unit.kind !== 'statement') connection.inTransaction = unit.kind === 'begin'
  }

  byId(id: number): Connection | undefined {
    return this.#all.get(id)
  }

  /** Those with an open transaction of this actor. */
  openOf(actor: ActorRun): readonly Connection[] {
    return [...this.#all.values()].filter(({ owner, inTransaction }) => owner === actor && inTransaction)
  }

  /** Whose session on the server has this process id. */
  ownerOfPid(pid: number): ActorRun | null {
    for (const { link, owner } of this.#all.values()) if (link.backendPid === pid) return owner
    return null
  }

  open(): readonly Connection[] {
    return [...this.#all.values()].filter(({ inTransaction }) => inTransaction)
  }
}
