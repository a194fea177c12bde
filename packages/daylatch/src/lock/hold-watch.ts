import { isDevelopment } from '../development.ts'
import { DaylatchError } from '../errors.ts'
import { type Alarm, Alarms } from './alarms.ts'
import type { Caller } from './caller.ts'
import type { LockPlan } from './options.ts'

const alarms = new Alarms()

/**
 * Watches how long a block holds its lock. Reports while it still runs, so that a block that never ends is seen too.
 * Never interrupts it: a block that has finished its work must not be undone for having been slow.
 */
export class HoldWatch implements Alarm {
  readonly at: number
  readonly #plan: LockPlan
  readonly #caller: Caller
  readonly #since = performance.now()
  #wasReported = false

  constructor(plan: LockPlan, caller: Caller) {
    this.#plan = plan
    this.#caller = caller
    this.at = this.#since + plan.maxHoldMs
    alarms.set(this)
  }

  /** The lock is given back. */
  end(): void {
    alarms.takeBack(this)
    // A block that keeps the event loop busy lets no timer run; it is found out here.
    if (performance.now() > this.at) this.ring()
  }

  /** @throws {DaylatchError} HELD_TOO_LONG in development; to be called after the commit */
  assertShort(): void {
    if (!this.#wasReported || !isDevelopment()) return
    const error = new DaylatchError(
      'HELD_TOO_LONG',
      `The lock was held for longer than ${this.#plan.maxHoldMs} ms. The transaction is committed. ` +
        'Move what waits for something outside the database out of the block, or raise `maxHoldMs`.',
    )
    // In development the stack is known at once.
    this.#caller.ask((stack) => (error.stack = `${error.name}: ${error.message}\n${stack}`))
    throw error
  }

  /** Reports, once. */
  ring(): void {
    if (this.#wasReported) return
    this.#wasReported = true
    const heldMs = Math.round(performance.now() - this.#since)
    this.#caller.ask((stack) => this.#plan.report({ kind: 'held-too-long', heldMs, stack }))
  }
}
