import { keyOf, type Position } from './event.ts'
import type { Unfolding } from './unfolding.ts'

/** A position with what is remembered about it. */
export interface Place {
  readonly key: string
  readonly position: Position
  /** Actors that have a step to do here. */
  readonly enabled: readonly number[]
  readonly after: (Place | undefined)[]
  /** By the actor whose turn it was (at 0 nobody's): with how many preemptions left all that follows was executed. */
  readonly coveredWith: number[]
}

/** The places that orders lead through, and which of them executions have led through already. */
export class Ground {
  readonly #unfolding: Unfolding
  readonly #places = new Map<string, Place>()
  readonly #ends = new Set<string>()
  /** Steps that could not be done where they were expected: there is no way on there. */
  readonly #closed = new Set<string>()
  #looks = 0

  constructor(unfolding: Unfolding) {
    this.#unfolding = unfolding
  }

  get beginning(): Place {
    return this.at(this.#unfolding.beginning)
  }

  /** How many different ends were executed: classes of equivalent orders. */
  get ends(): number {
    return this.#ends.size
  }

  /** How often a place was looked at, as a measure of the work that was done. */
  get looks(): number {
    return this.#looks
  }

  at(position: Position): Place {
    const key = keyOf(position)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const enabled = position.filter(({ next }) => typeof next !== 'string').map(({ actor }) => actor)
    const place: Place = { key, position, enabled, after: [], coveredWith: [] }
    if (this.#unfolding.hasBegun) this.#places.set(key, place)
    return place
  }

  /** Where an actor's step leads from a place; `undefined` where only an execution can tell. */
  after(place: Place, actor: number): Place | undefined {
    const known = place.after[actor]
    if (known !== undefined) return known
    const position = this.#unfolding.after(place.position, actor)
    if (position === null) return undefined
    return (place.after[actor] = this.at(position))
  }

  /** Notes that an execution ended here; says whether it is the first that did. */
  end(position: Position): boolean {
    const key = keyOf(position)
    if (this.#ends.has(key)) return false
    this.#ends.add(key)
    return true
  }

  isEnd(place: Place): boolean {
    return this.#ends.has(place.key)
  }

  /** Notes that an actor could not go on at a place although it had a step to do. */
  close(place: Place, actor: number): void {
    this.#closed.add(`${place.key}${actor}`)
  }

  /**
   * The actors that may be chosen at a place, with the preemptions that each costs, the cheapest first.
   *
   * Nobody comes between the start of an actor and its first step: it would only have started later.
   */
  choices(
    place: Place,
    previous: number | null,
  ): readonly { readonly actor: number; readonly cost: number }[] {
    const open = place.enabled.filter((actor) => !this.#closed.has(`${place.key}${actor}`))
    if (previous === null || !open.includes(previous)) return open.map((actor) => ({ actor, cost: 0 }))
    if (this.#unfolding.isReduced && place.position[previous]?.isStart === true)
      return [{ actor: previous, cost: 0 }]
    const others = open.filter((actor) => actor !== previous).map((actor) => ({ actor, cost: 1 }))
    return [{ actor: previous, cost: 0 }, ...others]
  }

  /** Whether every order from here on with at most `left` preemptions was executed, or one that is equivalent to it. */
  isCovered(place: Place, previous: number | null, left: number): boolean {
    const index = previous === null ? 0 : previous + 1
    if ((place.coveredWith[index] ?? -1) >= left) return true
    this.#looks++
    const choices = this.choices(place, previous)
    if (choices.length === 0) return this.isEnd(place)
    for (const { actor, cost } of choices) {
      if (cost > left) continue
      const next = this.after(place, actor)
      if (next === undefined || !this.isCovered(next, actor, left - cost)) return false
    }
    place.coveredWith[index] = left
    return true
  }
}
