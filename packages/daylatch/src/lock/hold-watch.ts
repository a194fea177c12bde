import { isDevelopment } from '../development.ts'
import { DaylatchError } from '../errors.ts'
import type { LockPlan } from './options.ts'

/**
 * Watches how long a block holds its lock. Reports while it still runs, so that a block that never ends is seen too.
 * Never interrupts it: a block that has finished its work must not be undone for having been slow.
 */
export class HoldWatch {
  readonly #plan: LockPlan
  /** Made where the lock was asked for. Its stack is put into words only when it is needed: that costs more than the rest. */
  readonly #caller: Error
  readonly #since = performance.now()
  readonly #timer: NodeJS.Timeout
  #wasReported = false

  constructor(plan: LockPlan, caller: Error) {
    this.#plan = plan
    this.#caller = caller
    this.#timer = setTimeout(() => this.#report(), plan.maxHoldMs)
    this.#timer.unref()
  }

  /** The lock is given back. */
  end(): void {
    clearTimeout(this.#timer)
    // A block that keeps the event loop busy lets no timer run; it is found out here.
    if (!this.#wasReported && this.#heldMs() > this.#plan.maxHoldMs) this.#report()
  }

  /** @throws {DaylatchError} HELD_TOO_LONG in development; to be called after the commit */
  assertShort(): void {
    if (!this.#wasReported || !isDevelopment()) return
    const error = new DaylatchError(
      'HELD_TOO_LONG',
      `The lock was held for longer than ${this.#plan.maxHoldMs} ms. The transaction is committed. ` +
        'Move what waits for something outside the database out of the block, or raise `maxHoldMs`.',
    )
    error.stack = `${error.name}: ${error.message}\n${this.#caller.stack ?? ''}`
    throw error
  }

  #report(): void {
    this.#wasReported = true
    this.#plan.report({
      kind: 'held-too-long',
      heldMs: Math.round(this.#heldMs()),
      stack: this.#caller.stack ?? '',
    })
  }

  #heldMs(): number {
    return performance.now() - this.#since
  }
}
