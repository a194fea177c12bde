import type { Database } from '../../drivers/database.ts'
import { asFailure, classifyFailure } from '../../drivers/trouble.ts'
import { DaylatchError } from '../../errors.ts'
import { Lane } from '../../once/lane.ts'
import { RefusedByBackstop } from '../../once/single-claim.ts'
import { STRANGER_TIMEOUT_MS } from '../../once/trouble-shooter.ts'
import { componentsOf, partsOf } from './components.ts'
import type { Ending } from './results.ts'
import { sendOne } from './send-one.ts'
import { type Patience, sendTogether } from './send-together.ts'
import type { SlotTaker } from './take-slots.ts'
import type { CheckedWish } from './wish.ts'

/** Most wishes in one transaction. */
const BATCH = 256

/** Connections for those who wait for somebody's row. */
const LANE_WIDTH = 2

type PlacedWish = CheckedWish & { readonly place: number }

/**
 * A list of wishes, in transactions of up to 256. A row that somebody holds keeps nobody else up: after 50 ms those who
 * need it are put aside, with all behind them who share a subject with one, and are decided one by one at the end, in
 * the order of the list.
 *
 * @returns endings in the order of the list
 * @throws {DaylatchError} in a caller's transaction, what is no single wish's failure
 */
export class ListSender {
  readonly #db: Database
  readonly #taker: SlotTaker
  readonly #patience: Patience
  readonly #endings = new Map<number, Ending>()
  readonly #aside: PlacedWish[] = []
  readonly #asideSubjects = new Set<string>()
  /** The database is away: whoever comes after that fails with it at once, instead of waiting for it in turn. */
  #lost: DaylatchError | undefined

  constructor(db: Database, taker: SlotTaker, patience: Patience) {
    this.#db = db
    this.#taker = taker
    this.#patience = patience
  }

  async send(wishes: readonly CheckedWish[]): Promise<readonly Ending[]> {
    const placed = wishes.map((wish, place) => ({ ...wish, place }))
    for (const batch of batchesOf(placed)) await this.#sendBatch(batch)
    await this.#sendAside()
    return placed.map(({ place }) => this.#endings.get(place) ?? { kind: 'again' })
  }

  async #sendBatch(batch: readonly PlacedWish[]): Promise<void> {
    const free = batch.filter((wish) => !this.#putAsideIfKept(wish))
    if (await this.#tryTogether(free)) return
    for (const part of partsOf(componentsOf(free))) {
      if (await this.#tryTogether(inPlace(part.flat()))) continue
      for (const component of part) {
        if (await this.#tryTogether(component)) continue
        for (const wish of component) this.#putAside(wish)
      }
    }
  }

  /** @returns whether all are through; otherwise somebody's row was not free, or a row refuses */
  async #tryTogether(wishes: readonly PlacedWish[]): Promise<boolean> {
    const patience = { ...this.#patience, lockTimeoutMs: STRANGER_TIMEOUT_MS }
    let endings: readonly Ending[]
    try {
      if (this.#lost !== undefined) throw this.#lost
      endings = await sendTogether(this.#db, this.#taker, wishes, false, patience)
    } catch (error) {
      if (isAboutOneRow(error)) return false
      if (this.#db.isJoined) throw error
      const failure = asFailure(error)
      if (failure.code === 'CONNECTION_LOST') this.#lost = failure
      endings = wishes.map(() => ({ kind: 'failed', error: failure }))
    }
    for (const [index, wish] of wishes.entries()) {
      const ending = endings[index]
      if (ending === undefined || ending.kind === 'again') this.#putAside(wish)
      else this.#endings.set(wish.place, ending)
    }
    return true
  }

  async #sendAside(): Promise<void> {
    const lane = new Lane(this.#db.isJoined ? 1 : LANE_WIDTH)
    // All who wait together wait as long as one of them may: the list has an end.
    const deadline = performance.now() + this.#patience.lockTimeoutMs
    await Promise.all(
      componentsOf(this.#aside).map(
        async (component) => await lane.run(async () => await this.#oneByOne(component, deadline)),
      ),
    )
  }

  async #oneByOne(component: readonly PlacedWish[], deadline: number): Promise<void> {
    for (const wish of component) {
      const left = Math.ceil(deadline - performance.now())
      const patience = { ...this.#patience, lockTimeoutMs: Math.max(STRANGER_TIMEOUT_MS, left) }
      this.#endings.set(wish.place, await this.#alone(wish, patience))
    }
  }

  async #alone(wish: PlacedWish, patience: Patience): Promise<Ending> {
    try {
      return await sendOne(this.#db, this.#taker, wish, patience)
    } catch (error) {
      if (this.#db.isJoined && !isAboutOneRow(error) && !isInconsistent(error)) throw error
      return { kind: 'failed', error: asFailure(error) }
    }
  }

  #putAsideIfKept(wish: PlacedWish): boolean {
    const isKept = wish.subjects.some((subject) => this.#asideSubjects.has(subject))
    if (isKept) this.#putAside(wish)
    return isKept
  }

  #putAside(wish: PlacedWish): void {
    this.#aside.push(wish)
    for (const subject of wish.subjects) this.#asideSubjects.add(subject)
  }
}

/** Cut where a key comes a second time as well: the second one has to see what the first one came to. */
function* batchesOf(wishes: readonly PlacedWish[]): Generator<readonly PlacedWish[]> {
  let batch: PlacedWish[] = []
  let keys = new Set<string>()
  for (const wish of wishes) {
    const key = wish.key === undefined ? undefined : JSON.stringify([wish.subject, wish.key.key])
    if (batch.length === BATCH || (key !== undefined && keys.has(key))) {
      yield batch
      batch = []
      keys = new Set()
    }
    batch.push(wish)
    if (key !== undefined) keys.add(key)
  }
  if (batch.length > 0) yield batch
}

function inPlace(wishes: readonly PlacedWish[]): readonly PlacedWish[] {
  return wishes.toSorted((one, other) => one.place - other.place)
}

function isInconsistent(error: unknown): boolean {
  return error instanceof DaylatchError && error.code === 'INCONSISTENT'
}

function isAboutOneRow(error: unknown): boolean {
  if (error instanceof RefusedByBackstop) return true
  return ['lock-timeout', 'deadlock', 'serialization', 'unique', 'bad-row'].includes(classifyFailure(error))
}
