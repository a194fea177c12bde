import type { Unit } from '../proxy/gate.ts'
import type { Step } from '../run/step.ts'
import type { Entry } from '../run/actor-run.ts'
import { isChanging, locksOf } from './locks.ts'
import type { HeldLock } from './locks.ts'
import type { Session } from './session.ts'

/** Told of each kind of statement once, with the locks of its transaction when it had run. */
export type OnMeasured = (entry: Entry, held: readonly HeldLock[]) => void

/**
 * Looks at the locks behind statements, each kind once. A statement that found no row is another kind than one that did: it
 * comes to no foreign key and fires no trigger.
 */
export class Measure {
  /** Tables and sequences that anybody has changed. */
  readonly touched: Set<number> = new Set()
  readonly #known = new Set<string>()
  readonly #session: Session
  readonly #onMeasured: OnMeasured
  readonly #isVarying: (step: Step) => boolean

  /** `isVarying`: what may come to other tables each time, and is looked at each time. */
  constructor(session: Session, onMeasured: OnMeasured, isVarying: (step: Step) => boolean) {
    this.#session = session
    this.#onMeasured = onMeasured
    this.#isVarying = isVarying
  }

  isKnown({ step, result }: Pick<Entry, 'step' | 'result'>): boolean {
    return this.#known.has(`${result.rows === 0 ? 0 : 1} ${step.skeleton}`) && !this.#isVarying(step)
  }

  /** To be called while the transaction is open and idle. */
  async take(entry: Entry, { link }: Pick<Unit, 'link'>): Promise<void> {
    const held = await locksOf(this.#session, link.backendPid)
    this.#known.add(`${entry.result.rows === 0 ? 0 : 1} ${entry.step.skeleton}`)
    for (const lock of held) if (isChanging(lock)) this.touched.add(lock.oid)
    this.#onMeasured(entry, held)
  }
}
