import type { SelectQuery } from '../drivers/database.ts'
import { type Alarm, Alarms } from './alarms.ts'
import type { LockPlan } from './options.ts'

/** So many go to the database: one who has the row, one who waits for it there, and one on the way. */
const AT_THE_DATABASE = 3

/** Longest stay in a line, in milliseconds, and part of the timeout: an odd query or somebody else's lock costs no more. */
const LONGEST_MS = 200
const LARGEST_PART = 1 / 2

/** A timeout is shortened in so many steps, so that statistics of statements do not fill with a text for each millisecond. */
const STEPS = 4

/** Those of this process who have asked for the same with the same query, on the same pool. */
interface Line {
  atTheDatabase: number
  /** How many have a row. More than one at once: the query gives different rows, and nobody has to wait for anybody. */
  holding: number
  isOneRow: boolean
  /** In the order in which they came. */
  readonly waiting: Set<Place>
  /** Takes it off the list of lines. */
  readonly end: () => void
}

const lines = new WeakMap<object, Map<string, Line>>()
const alarms = new Alarms()

/**
 * A lock's place among those of its process who want the same row.
 *
 * A crowd at a row is slow: each hand-over wakes a connection that has slept for as long as all others took, and each
 * newcomer takes processor time from the one whom all wait for. So most of a crowd waits here, without a connection, and
 * comes to the database as those in front leave it; while a commit is written there is nothing else to do.
 *
 * Only a guess: whether it is one row, the database says. So nobody stays longer than a moment, then waits there like
 * everybody else: in its queue, visible to its views and to its search for deadlocks. Who waits here holds nothing in a
 * transaction of this lock's. Other processes overtake him for that moment.
 */
export class Place implements Alarm {
  /** When the stay ends, by `performance.now()`. */
  at: number = Infinity
  readonly #line: Line
  #isHolding = false
  #hasLeft = false
  #go: (() => void) | undefined

  private constructor(line: Line) {
    this.#line = line
  }

  /** `undefined` where no line can be told: values that are no texts or numbers; locks that are shared or do not wait. */
  static of(source: object, query: SelectQuery, plan: LockPlan): Place | undefined {
    const key = plan.isInTurn ? keyOf(query, plan.clause) : undefined
    if (key === undefined) return undefined
    let all = lines.get(source)
    if (all === undefined) lines.set(source, (all = new Map()))
    return new Place(all.get(key) ?? begin(all, key))
  }

  /**
   * Steps in. `undefined`: at the database at once. Otherwise settles when it is, with what is left of the timeout, in
   * milliseconds; at least half of it.
   */
  enter(timeoutMs: number): Promise<number> | undefined {
    const line = this.#line
    if (!line.isOneRow || line.atTheDatabase < AT_THE_DATABASE) {
      line.atTheDatabase += 1
      return undefined
    }
    const since = performance.now()
    const longest = Math.min(LONGEST_MS, timeoutMs * LARGEST_PART)
    this.at = since + longest
    line.waiting.add(this)
    alarms.set(this)
    return new Promise((resolve) => {
      this.#go = () => {
        const steps = Math.min(STEPS, Math.ceil(((performance.now() - since) / longest) * STEPS))
        resolve(Math.max(1, Math.floor(timeoutMs - (longest / STEPS) * steps)))
      }
    })
  }

  /** The stay is over, by time or by turn. */
  ring(): void {
    this.#line.waiting.delete(this)
    this.#line.atTheDatabase += 1
    this.#go?.()
  }

  /** The database has given a row. */
  hold(): void {
    this.#isHolding = true
    this.#line.holding += 1
    if (this.#line.holding === 1) return
    this.#line.isOneRow = false
    for (const place of this.#line.waiting) letGo(place)
  }

  /** To be called when COMMIT or ROLLBACK is on its way at the latest. Calling it again does nothing. */
  leave(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    const line = this.#line
    line.atTheDatabase -= 1
    if (this.#isHolding) line.holding -= 1
    if (line.atTheDatabase < AT_THE_DATABASE) for (const first of line.waiting) return letGo(first)
    if (line.atTheDatabase === 0) line.end()
  }
}

function letGo(place: Place): void {
  alarms.takeBack(place)
  place.ring()
}

function begin(all: Map<string, Line>, key: string): Line {
  const line: Line = {
    atTheDatabase: 0,
    holding: 0,
    isOneRow: true,
    waiting: new Set(),
    end: () => void all.delete(key),
  }
  all.set(key, line)
  return line
}

function keyOf({ text, values = [] }: SelectQuery, clause: string): string | undefined {
  if (!Array.isArray(values)) return undefined
  let key = text + clause
  for (const value of values as unknown[]) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined
    key += `\0${value}`
  }
  return key
}
