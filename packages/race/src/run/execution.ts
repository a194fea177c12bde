import type { Passage, Unit, UnitResult } from '../proxy/gate.ts'
import { noResult, plainStep, resultOf, stepOf } from './actor-run.ts'
import type { ActorRun, Entry, Held } from './actor-run.ts'
import { Looks } from './looks.ts'
import type { Chooser } from './run.ts'
import { Scene } from './scene.ts'
import { Silence } from './silence.ts'
import type { Surroundings } from './surroundings.ts'
import { badChoice, hangs } from './troubles.ts'
import { Waits } from './waits.ts'

/** How long it may take that a change is noticed of which nothing tells. */
const lookEveryMs = 16

/** How long actors of a broken execution may take to end by themselves. */
const longestFarewellMs = 2_000

/**
 * All actors from their start to their end in one order.
 *
 * At any time one actor at most is at work: it thinks, or the database works for it. Whatever arrives at the door then is
 * its own, and what anybody does next is held until it is chosen.
 */
export class Execution {
  readonly #around: Surroundings
  readonly #scene: Scene
  readonly #waits: Waits
  readonly #silence: Silence
  readonly #looks: Looks
  /** Who was chosen last. */
  #active: ActorRun | null = null
  /** The order is broken off, and all go on as they like. */
  #isFree = false

  constructor(around: Surroundings) {
    this.#around = around
    this.#scene = new Scene(around)
    this.#waits = new Waits(this.#scene)
    this.#silence = new Silence(this.#scene)
    this.#looks = new Looks(this.#scene)
  }

  get actors(): readonly ActorRun[] {
    return this.#scene.actors
  }

  get trace(): readonly Entry[] {
    return this.#scene.trace
  }

  /** @throws RaceError `HANGS`, `BAD_CHOICE`, `OVERTAKEN`, and whatever the chooser throws; the actors are brought to their end first */
  async run(choose: Chooser): Promise<void> {
    const { giveUpAfterMs } = this.#around
    const limit = setTimeout(() => this.#scene.fail(hangs(this.actors, giveUpAfterMs)), giveUpAfterMs)
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
      await this.#scene.change(lookEveryMs)
      this.#waits.lookAgain()
      return true
    }
    const enabled = ready.map((actor) => actor.next()?.step ?? plainStep(actor.index, 'start', ''))
    const previous = this.trace.at(-1)?.step.actor ?? null
    const chosen = this.actors[choose({ index: this.trace.length, enabled, previous })]
    if (chosen?.phase === 'parked') {
      await this.#scene.change()
      return true
    }
    if (chosen === undefined || !ready.includes(chosen)) throw badChoice(chosen, ready)
    this.#grant(
      chosen,
      ready.map(({ index }) => index),
    )
    return true
  }

  /** Waits until nobody is at work, one after another, so that each statement can be told to be its actor's. */
  async #standstill(): Promise<void> {
    for (;;) {
      if (this.#scene.failure !== null) throw this.#scene.failure
      const looking = this.#looks.pending ?? (this.#active?.isBusy === true ? null : this.#waits.look())
      if (looking !== null) await looking
      else if (this.actors.some(({ isBusy }) => isBusy)) await this.#scene.change()
      else return
    }
  }

  #grant(actor: ActorRun, enabled: readonly number[]): void {
    const held = actor.pending.shift()
    const step = held?.step ?? plainStep(actor.index, 'start', '')
    const entry: Entry = { step, enabled, result: noResult, waitedFor: [], doneAfter: -1, isParked: false }
    this.#scene.trace.push(entry)
    actor.entry = entry
    this.#active = actor
    if (held === undefined || held.link === null) {
      entry.doneAfter = this.trace.length - 1
      this.#goOn(actor)
      if (held === undefined) this.#launch(actor)
      else held.release()
      return
    }
    this.#waits.begin(held.link, actor, entry)
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
    this.#scene.poke()
  }

  /** After a step: the actor stands before the next one already, has ended, or thinks. */
  #goOn(actor: ActorRun): void {
    clearTimeout(actor.timer)
    const hasEnded = actor.outcome !== null && this.#around.connections.openOf(actor).length === 0
    actor.phase = actor.pending.length > 0 ? 'gated' : hasEnded ? 'done' : 'thinking'
    if (actor.phase === 'thinking') this.#silence.begin(actor)
    this.#scene.poke()
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

  /** Connections with a transaction that an actor has not ended, and whether it has failed anyway. */
  leftOpen(): readonly { readonly actor: number; readonly link: number; readonly hasFailed: boolean }[] {
    return this.actors.flatMap((actor) =>
      this.#around.connections
        .openOf(actor)
        .map(({ link, hasFailed }) => ({ actor: actor.index, link: link.id, hasFailed })),
    )
  }

  /** Whose statement it is that arrives: of the transaction's owner, else of the one that is at work. */
  ownerOf(unit: Unit): ActorRun | null {
    const { inTransaction, owner } = this.#around.connections.of(unit.link)
    const isItsOwn = inTransaction || owner?.phase === 'thinking' || owner?.phase === 'parked'
    return owner !== null && isItsOwn ? owner : this.atWork()
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
    const passes = this.#looks.passes(unit)
    if (passes !== null) return passes
    const step = stepOf(actor.index, unit, number)
    if (unit.isMultiple) this.#around.unsplit.add(step.skeleton)
    const isAutocommit = unit.kind === 'statement' && !unit.inTransaction
    const passage: Passage = { split: isAutocommit && this.#looks.mustStop(step, unit) }
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
    this.#scene.poke()
  }

  /** The server's answer is there, and on its way to the client. */
  finished(unit: Unit, result: UnitResult): void {
    this.#around.connections.finished(unit, result)
    const stopped = this.#looks.end(unit.link.id)
    if (stopped !== null) return this.#goOn(stopped)
    const flight = this.#waits.end(unit.link.id)
    if (flight === null) return
    flight.entry.result = resultOf(result)
    if (!this.#looks.take(unit, result, flight.actor, flight.entry)) this.#goOn(flight.actor)
  }

  /** The connection is gone, with whatever stood on it. */
  lost(link: number): void {
    for (const actor of this.actors) {
      const index = actor.pending.findIndex((held) => held.link === link)
      if (index < 0) continue
      actor.pending.splice(index, 1)
      if (actor.phase === 'gated') this.#goOn(actor)
    }
    this.#waits.lookAgain()
    const flight = this.#waits.end(link)
    if (flight === null) return
    flight.entry.result = { ...noResult, error: { code: '08006', message: 'The connection was closed' } }
    this.#goOn(flight.actor)
  }

  /** The server tells that this connection's statement waits for a lock. */
  suspect(link: number): void {
    this.#waits.suspect(link)
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
      if (performance.now() > deadline) return await this.#around.cancel(this.#waits.pids())
      await this.#scene.change(lookEveryMs)
    }
  }
}
