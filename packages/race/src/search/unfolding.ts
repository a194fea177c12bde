import { areDependent, type Effect, silent } from '../footprint/effect.ts'
import type { Transactions } from '../footprint/transactions.ts'
import { countOf, type Event, eventAt, type Next, type Position } from './event.ts'

/** What `record` is told of an event. */
export interface Happening {
  readonly actor: number
  readonly effect: Effect
  readonly isStart: boolean
  readonly outcome: string
  readonly transactions: Transactions
  readonly next: Next
  /** The event that let it go on, of one that had waited. */
  readonly releasedBy: Event | null
}

interface Past {
  readonly clock: readonly number[]
  readonly events: readonly Event[]
}

/**
 * All events of all executions so far, each kept once: what can be foretold about orders that were not executed.
 *
 * A position that executions reached on different ways is one position here. With `isReduced` false every two events count as
 * dependent, so that nothing is foretold but what was executed in the very same order.
 */
export class Unfolding {
  readonly beginning: Position
  /** Sentences about events that came out differently than before. */
  readonly contradictions: string[] = []
  readonly isReduced: boolean
  readonly #followers = new Map<Event, Event[]>()
  readonly #byPast = new Map<string, Event>()
  #count = 0

  constructor(actors: number, isReduced: boolean) {
    this.isReduced = isReduced
    this.beginning = Array.from({ length: actors }, (_, actor) => ({
      id: this.#count++,
      actor,
      previous: null,
      clock: Array.from({ length: actors }, () => 0),
      past: [],
      effect: silent,
      isStart: false,
      outcome: '',
      transactions: new Map(),
      next: 'waiting',
      releasedBy: null,
      released: [],
    }))
  }

  /** Whether an execution was recorded. */
  get hasBegun(): boolean {
    return this.#byPast.size > 0
  }

  /** Keeps what happened at a position; gives the event that it is, which may be known already. */
  record(position: Position, happening: Happening): Event {
    const { actor, releasedBy } = happening
    const previous = position[actor] as Event
    const past = this.#pastOf(position, actor, happening.effect, releasedBy)
    const key = `${previous.id}|${past.events.map((event) => event.id).join()}|${releasedBy?.id ?? ''}`
    const known = this.#byPast.get(key)
    if (known !== undefined) {
      this.#compare(known, happening)
      return known
    }
    const { clock, events } = past
    const { effect, isStart, outcome, transactions, next } = happening
    const id = this.#count++
    const event: Event = {
      id,
      actor,
      previous,
      clock,
      past: events,
      effect,
      isStart,
      outcome,
      transactions,
      next,
      releasedBy,
      released: [],
    }
    this.#byPast.set(key, event)
    if (releasedBy === null) this.#follow(previous, event)
    else releasedBy.released.push(event)
    return event
  }

  /** Where the next step of an actor leads from a position, or `null` where no execution has told that yet. */
  after(position: Position, actor: number): Position | null {
    const previous = position[actor] as Event
    for (const event of this.#followers.get(previous) ?? []) {
      if (!this.#happensAt(event, position, null)) continue
      const next = [...position]
      next[actor] = event
      return this.#release(event, next) ? next : null
    }
    return null
  }

  /**
   * Lets those go on who waited for an event. Who that is follows from the event; what they then do may also depend on
   * others, so that it may be unknown here.
   */
  #release(event: Event, position: Event[]): boolean {
    for (const actor of new Set(event.released.map((freed) => freed.actor))) {
      const freed = event.released.find((one) => one.actor === actor && this.#happensAt(one, position, event))
      if (freed === undefined) return false
      position[actor] = freed
    }
    return true
  }

  #happensAt(event: Event, position: Position, releasedBy: Event | null): boolean {
    if (position[event.actor] !== event.previous) return false
    const { clock, events } = this.#pastOf(position, event.actor, event.effect, releasedBy)
    return (
      clock.every((count, actor) => count === event.clock[actor]) &&
      events.every((of, actor) => of === event.past[actor])
    )
  }

  #pastOf(position: Position, actor: number, effect: Effect, releasedBy: Event | null): Past {
    const clock = [...(position[actor] as Event).clock]
    const join = (event: Event) => {
      for (const [index, count] of event.clock.entries())
        if (count > (clock[index] ?? 0)) clock[index] = count
    }
    if (releasedBy !== null) join(releasedBy)
    for (const [other, last] of position.entries()) {
      if (other === actor) continue
      for (let event: Event = last; countOf(event) > (clock[other] ?? 0); event = event.previous as Event) {
        if (this.isReduced && !areDependent(effect, event.effect)) continue
        join(event)
        break
      }
    }
    const events = position.map((last, index) => eventAt(last, clock[index] ?? 0))
    clock[actor] = countOf(position[actor] as Event) + 1
    return { clock, events }
  }

  #follow(previous: Event, event: Event): void {
    const followers = this.#followers.get(previous)
    if (followers === undefined) this.#followers.set(previous, [event])
    else followers.push(event)
  }

  #compare(known: Event, again: Happening): void {
    if (known.outcome !== again.outcome) {
      this.contradictions.push(`${told(known.actor)}: ${known.outcome} once, ${again.outcome} another time`)
    }
    const [before, now] = [nextText(known.next), nextText(again.next)]
    if (before !== now) {
      this.contradictions.push(`${told(known.actor)} went on with ${before} once, with ${now} another time`)
    }
  }
}

function told(actor: number): string {
  return `actor ${String.fromCodePoint(65 + actor)}`
}

function nextText(next: Next): string {
  if (next === 'ended') return 'nothing'
  if (next === 'waiting') return 'a wait'
  return next.kind === 'statement' ? `\`${next.skeleton}\`` : next.kind.toUpperCase()
}
