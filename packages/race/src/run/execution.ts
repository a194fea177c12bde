import { letterOf } from '../config/name-of.ts'
import { RaceError } from '../errors.ts'
import type { Passage, Unit, UnitResult } from '../proxy/gate.ts'
import { ActorRun, noResult, plainStep } from './actor-run.ts'
import type { Entry, Held } from './actor-run.ts'
import type { Measure } from '../state/measure.ts'
import type { Connections } from './connections.ts'
import type { Chooser } from './run.ts'
import { skeletonOf } from './skeleton.ts'
import type { Step, StepResult } from './step.ts'

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
  blockers(pids: readonly number[]): Promise<readonly (readonly number[])[]>
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

/** How long a statement may be at work before the server is asked whether it waits for a lock. */
const firstProbeMs = 2
const lastProbeMs = 16

/** How long actors of a broken execution may take to end by themselves. */
const longestFarewellMs = 2_000

/** So many silences of an actor that is alone: it may well wait for one that has not begun. */
const patience = 20

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

/**
 * All actors from their start to their end in one order.
 *
 * At any time one actor at most is at work: it thinks, or the database works for it. Whatever arrives at the door then is
 * its own, and what anybody does next is held until it is chosen.
 */
export class Execution {
  readonly actors: readonly ActorRun[]
  readonly trace: Entry[] = []
  readonly #around: Surroundings
  readonly #inFlight = new Map<number, Flight>()
  /** Connections whose statement was stopped before its commit for a look at its locks alone. */
  readonly #looking = new Map<number, ActorRun>()
  #measuring: Promise<void> | null = null
  #active: ActorRun | null = null
  #wake: (() => void) | null = null
  #mustLook = false
  #failure: unknown = null
  #isFree = false

  constructor(around: Surroundings) {
    this.#around = around
    this.actors = around.launch.map((_, index) => new ActorRun(index))
    for (const actor of this.actors) {
      if (around.takingPart.includes(actor.index)) continue
      actor.phase = 'done'
      actor.outcome = { kind: 'returned', value: undefined }
    }
  }

  /** @throws RaceError `HANGS`, `BAD_CHOICE`, `OVERTAKEN`, and whatever the chooser throws; the actors are brought to their end first */
  async run(choose: Chooser): Promise<void> {
    const limit = setTimeout(() => this.#fail(this.#hangs()), this.#around.giveUpAfterMs)
    try {
      while (await this.#step(choose)) continue
    } catch (error) {
      await this.#letGo()
      throw error
    } finally {
      clearTimeout(limit)
      for (const { timer } of this.actors) clearTimeout(timer)
    }
  }

  async #step(choose: Chooser): Promise<boolean> {
    await this.#standstill()
    const ready = this.actors.filter(({ phase }) => phase === 'gated' || phase === 'new')
    if (ready.length === 0) {
      if (this.actors.every(({ phase }) => phase === 'done')) return false
      await this.#change(lastProbeMs)
      this.#mustLook = true
      return true
    }
    const enabled = ready.map((actor) => actor.next()?.step ?? plainStep(actor.index, 'start', ''))
    const previous = this.trace.at(-1)?.step.actor ?? null
    const chosen = this.actors[choose({ index: this.trace.length, enabled, previous })]
    if (chosen?.phase === 'parked') {
      await this.#change()
      return true
    }
    if (chosen === undefined || !ready.includes(chosen)) throw this.#badChoice(chosen, ready)
    this.#grant(
      chosen,
      ready.map(({ index }) => index),
    )
    return true
  }

  /** Waits until nobody is at work, one after another, so that each statement can be told to be its actor's. */
  async #standstill(): Promise<void> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure
      if (this.#measuring !== null) await this.#measuring
      else if (this.#active?.isBusy === true) await this.#change()
      else if (this.#mustLook) {
        this.#mustLook = false
        await this.#lookAtBlocked()
      } else if (this.actors.some(({ isBusy }) => isBusy)) await this.#change()
      else return
    }
  }

  #grant(actor: ActorRun, enabled: readonly number[]): void {
    const held = actor.pending.shift()
    const step = held?.step ?? plainStep(actor.index, 'start', '')
    const entry: Entry = {
      step,
      enabled,
      result: noResult,
      waitedFor: [],
      doneAfter: -1,
      isParked: false,
    }
    this.trace.push(entry)
    actor.entry = entry
    this.#active = actor
    if (held === undefined || held.link === null) {
      entry.doneAfter = this.trace.length - 1
      this.#goOn(actor)
      if (held === undefined) this.#launch(actor)
      else held.release()
      return
    }
    this.#inFlight.set(held.link, { actor, entry, since: performance.now(), hasLooked: false })
    actor.phase = 'running'
    this.#watch(actor, entry, firstProbeMs)
    held.release()
  }

  #launch(actor: ActorRun): void {
    const started = this.#around.launch[actor.index]?.(this, actor.index) ?? Promise.resolve()
    started.then(
      (value) => this.#ended(actor, { kind: 'returned', value }),
      (error: unknown) => this.#ended(actor, { kind: 'threw', error }),
    )
  }

  #ended(actor: ActorRun, outcome: NonNullable<ActorRun['outcome']>): void {
    actor.outcome = outcome
    if (actor.phase === 'thinking' || actor.phase === 'parked') this.#goOn(actor)
    this.#poke()
  }

  /** After a step: the actor stands before the next one already, has ended, or thinks. */
  #goOn(actor: ActorRun): void {
    clearTimeout(actor.timer)
    if (actor.pending.length > 0) actor.phase = 'gated'
    else if (actor.outcome !== null && this.#around.connections.openOf(actor).length === 0)
      actor.phase = 'done'
    else {
      actor.phase = 'thinking'
      this.#awaitNext(actor)
    }
    this.#poke()
  }

  /**
   * Whoever thinks for too long waits for somebody else, if there is somebody else who could be waited for. A replay knows
   * who does, and waits for all others.
   */
  #awaitNext(actor: ActorRun, times = 1): void {
    const { parked, parkAfterMs } = this.#around
    const hasEnded = actor.outcome !== null
    if (parked !== null && !hasEnded && !parked.has(this.trace.length - 1)) return
    const since = performance.now()
    const timer = setTimeout(() => {
      // On a busy machine the timer is due before what arrived meanwhile was read.
      setImmediate(() => {
        if (actor.timer === timer && actor.phase === 'thinking') this.#isSilent(actor, times, since)
      })
    }, parkAfterMs)
    actor.timer = timer
  }

  #isSilent(actor: ActorRun, times: number, since: number): void {
    // It has ended, and nobody closes its transaction: the end of the execution tells.
    if (actor.outcome !== null) actor.phase = 'done'
    else if (times < patience && (this.#isAlone(actor) || !this.#wasSilent(since))) {
      this.#awaitNext(actor, times + 1)
      return
    } else {
      actor.phase = 'parked'
      if (actor.entry !== null) actor.entry.isParked = true
    }
    this.#poke()
  }

  /** Whether nobody came to the door, and this process had its share of the machine: else the silence proves nothing. */
  #wasSilent(since: number): boolean {
    const { connections, parkAfterMs } = this.#around
    const now = performance.now()
    if (connections.isSomebodyOpening() || now - connections.lastOpening < parkAfterMs) return false
    return now - since < parkAfterMs * 1.5 + 5
  }

  /** Nobody else has begun and not ended: there is hardly anybody it could wait for. */
  #isAlone(actor: ActorRun): boolean {
    return this.actors.every((other) => other === actor || other.phase === 'new' || other.phase === 'done')
  }

  /** A step without a connection: a point, or a call. */
  hold(actor: ActorRun, kind: 'point' | 'call', name: string): Promise<void> {
    return new Promise((resolve) => {
      this.#hold(actor, { step: plainStep(actor.index, kind, name), link: null, release: resolve })
    })
  }

  pointOf(index: number, name: string): Promise<void> {
    const actor = this.actors[index]
    return actor === undefined ? Promise.resolve() : this.hold(actor, 'point', name)
  }

  /** Connections with a transaction that an actor has not ended. */
  leftOpen(): readonly { readonly actor: number; readonly link: number }[] {
    return this.actors.flatMap((actor) =>
      this.#around.connections.openOf(actor).map(({ link }) => ({ actor: actor.index, link: link.id })),
    )
  }

  /** Whose statement it is that arrives: of the transaction's owner, else of the one that is at work. */
  ownerOf(unit: Unit): ActorRun | null {
    const { inTransaction, owner } = this.#around.connections.of(unit.link)
    if (owner !== null && (inTransaction || owner.phase === 'thinking' || owner.phase === 'parked'))
      return owner
    return this.atWork()
  }

  /** The actor whose code runs now: the only one that can have caused something. */
  atWork(): ActorRun | null {
    const thinking = this.actors.find(({ phase }) => phase === 'thinking')
    if (thinking !== undefined) return thinking
    if (this.#active !== null && (this.#active.isBusy || this.#active.phase === 'gated')) return this.#active
    return this.actors.find(({ phase }) => phase === 'parked') ?? null
  }

  /** A unit of `actor` stands at the door. */
  arrive(actor: ActorRun, unit: Unit): Promise<Passage> {
    const { number } = this.#around.connections.give(unit.link, actor)
    const step: Step = {
      actor: actor.index,
      kind: unit.kind,
      text: unit.sql,
      skeleton: skeletonOf(unit.sql),
      parameters: unit.parameters,
      connection: number,
      isImplicit: unit.isImplicit,
      isolation: unit.isolation,
      inTransaction: unit.inTransaction,
    }
    if (unit.isImplicit && this.#looking.has(unit.link.id)) return this.#measured()
    const isAutocommit = unit.kind === 'statement' && !unit.inTransaction
    const passage: Passage = { split: isAutocommit && this.#mustStop(step, unit) }
    return new Promise((resolve) => {
      this.#hold(actor, { step, link: unit.link.id, release: () => resolve(passage) })
    })
  }

  #hold(actor: ActorRun, held: Held): void {
    if (this.#isFree) {
      held.release()
      return
    }
    actor.pending.push(held)
    if (actor.phase !== 'thinking' && actor.phase !== 'parked' && actor.phase !== 'done') return
    clearTimeout(actor.timer)
    actor.phase = 'gated'
    this.#poke()
  }

  /** The server's answer is there. It goes to the client when the promise resolves, or at once where there is none. */
  finished(unit: Unit, result: UnitResult): void {
    this.#around.connections.finished(unit, result)
    const looking = this.#looking.get(unit.link.id)
    if (looking !== undefined) {
      this.#looking.delete(unit.link.id)
      this.#goOn(looking)
      return
    }
    const flight = this.#inFlight.get(unit.link.id)
    if (flight === undefined) return
    this.#inFlight.delete(unit.link.id)
    const { actor, entry } = flight
    clearTimeout(actor.timer)
    entry.result = resultOf(result)
    entry.doneAfter = this.trace.length - 1
    if (this.actors.some(({ phase }) => phase === 'blocked')) this.#mustLook = true
    if (unit.kind === 'statement') this.#look(unit, result, entry)
    if (result.isHeldBack && !this.#around.hasOwnCommit(unit)) this.#looking.set(unit.link.id, actor)
    else this.#goOn(actor)
  }

  /** Measures what is new, as long as the transaction is open. */
  #look(unit: Unit, result: UnitResult, entry: Entry): void {
    const { measure, onUnmeasured, hasOwnCommit } = this.#around
    if (result.error !== null || measure.isKnown(entry)) return
    if (result.status === 'I' && !result.isHeldBack) {
      if (hasOwnCommit(unit)) onUnmeasured()
      return
    }
    const before = this.#measuring ?? Promise.resolve()
    const all = before
      .then(() => measure.take(entry, unit))
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#measuring === all) this.#measuring = null
      })
    this.#measuring = all
  }

  async #measured(): Promise<Passage> {
    await this.#measuring
    return {}
  }

  /** Before its commit, which is a step; or, of one that certainly changes nothing, once for its locks. */
  #mustStop(step: Step, unit: Unit): boolean {
    const { measure, hasOwnCommit } = this.#around
    return hasOwnCommit(unit) || !measure.isKnown({ step, result: noResult })
  }

  /** The connection is gone, with whatever stood on it. */
  lost(link: number): void {
    for (const actor of this.actors) {
      const index = actor.pending.findIndex((held) => held.link === link)
      if (index < 0) continue
      actor.pending.splice(index, 1)
      if (actor.phase === 'gated') this.#goOn(actor)
    }
    const flight = this.#inFlight.get(link)
    if (flight === undefined) return
    this.#inFlight.delete(link)
    flight.entry.result = { ...noResult, error: { code: '08006', message: 'The connection was closed' } }
    flight.entry.doneAfter = this.trace.length - 1
    this.#mustLook = true
    this.#goOn(flight.actor)
  }

  /** The server tells that this connection's statement waits for a lock. For whom is asked. */
  suspect(link: number): void {
    const flight = this.#inFlight.get(link)
    if (flight === undefined) return
    flight.hasLooked = true
    if (flight.actor.phase !== 'running') return
    clearTimeout(flight.actor.timer)
    void this.#probe(flight.actor, flight.entry, firstProbeMs)
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
      if (holders.length === 0 || this.#maySeeACircle(entry)) {
        this.#watch(actor, entry, Math.min(afterMs * 2, lastProbeMs))
        return
      }
      this.#block(actor, holders)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Until it has looked, it may yet be refused for a deadlock: it is not known to wait. */
  #maySeeACircle(entry: Entry): boolean {
    const flight = [...this.#inFlight.values()].find((each) => each.entry === entry)
    return flight !== undefined && !flight.hasLooked && performance.now() - flight.since < lookingMs
  }

  #block(actor: ActorRun, holders: readonly number[]): void {
    actor.phase = 'blocked'
    if (actor.entry !== null)
      actor.entry.waitedFor = [...new Set([...actor.entry.waitedFor, ...holders])].toSorted((a, b) => a - b)
    this.#poke()
  }

  /** Who of the blocked ones still is: a lock is granted before the answer to the COMMIT that freed it is sent. */
  async #lookAtBlocked(): Promise<void> {
    const blocked = this.actors.filter(({ phase }) => phase === 'blocked')
    if (blocked.length === 0) return
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

  async #holdersOf(waiting: readonly ActorRun[]): Promise<readonly (readonly number[])[]> {
    const { connections } = this.#around
    const pids = waiting.map((actor) => this.#pidOf(actor))
    const blockers = await this.#around.blockers(pids)
    return blockers.map((found, index) =>
      found.flatMap((pid) => {
        const owner = connections.ownerOfPid(pid)
        return owner === null || owner === waiting[index] ? [] : [owner.index]
      }),
    )
  }

  #pidOf(actor: ActorRun): number {
    for (const [link, flight] of this.#inFlight)
      if (flight.actor === actor) return this.#around.connections.byId(link)?.link.backendPid ?? 0
    return 0
  }

  #change(limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = limitMs === undefined ? undefined : setTimeout(() => this.#poke(), limitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #poke(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  #badChoice(chosen: ActorRun | undefined, ready: readonly ActorRun[]): RaceError {
    const names = ready.map(({ index }) => letterOf(index)).join(', ')
    const got = chosen === undefined ? 'nobody' : `${letterOf(chosen.index)}, who is ${chosen.phase}`
    const isOvertaken =
      chosen?.phase === 'blocked' && ready.some(({ entry }) => entry !== null && entry.waitedFor.length > 0)
    const code = isOvertaken ? 'OVERTAKEN' : 'BAD_CHOICE'
    return new RaceError(code, `Expected the chooser to name one of ${names}, got ${got}`)
  }

  #hangs(): RaceError {
    const states = this.actors.map(({ index, phase, entry }) => {
      const last = entry === null ? '' : ` after \`${entry.step.text || entry.step.kind}\``
      return `${letterOf(index)} is ${phase}${last}`
    })
    return new RaceError(
      'HANGS',
      `The execution did not end within ${this.#around.giveUpAfterMs} ms: ${states.join('; ')}. ` +
        'Look for something that an actor waits for and nobody gives, or raise `giveUpAfterMs`.',
    )
  }

  /** Brings all to their end without any order, so that nothing of this execution runs into the next one. */
  async #letGo(): Promise<void> {
    this.#isFree = true
    const deadline = performance.now() + Math.min(this.#around.giveUpAfterMs, longestFarewellMs)
    for (const actor of this.actors) {
      if (actor.phase === 'new') actor.phase = 'done'
      for (const held of actor.pending.splice(0)) held.release()
    }
    while (this.actors.some(({ phase, outcome }) => phase !== 'done' && outcome === null)) {
      if (performance.now() > deadline) {
        const { connections } = this.#around
        await this.#around.cancel(
          [...this.#inFlight.keys()].map((link) => connections.byId(link)?.link.backendPid ?? 0),
        )
        return
      }
      await this.#change(lastProbeMs)
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#poke()
  }
}

/** Without what only the wire knows. Rows are decoded when somebody reads them. */
function resultOf(result: UnitResult): StepResult {
  const { rows, error } = result
  return {
    rows,
    error,
    get values() {
      return result.values
    },
  }
}
