let generation = 0

/** Makes every clock of this process forget what it has seen. For tests that replace the database's clock. */
export function forgetObservedTimes(): void {
  generation += 1
}

// A clock that is being slewed by NTP may run off by 500 parts per million (RFC 5905, section 11.3: the discipline's
// frequency tolerance). Counting elapsed time slightly too fast keeps the estimate on the late side.
const FASTEST = 1.0005

/**
 * What this process knows of the database's time: an instant that the database's clock has certainly reached or will
 * reach no later than. Runs on the monotonic timer, so a step of this machine's clock does not move it.
 */
export class DatabaseClock {
  #at = 0
  #sentAt = 0
  #generation = -1

  /** @param at the database's time in a reply, in ms since 1970 · @param sentAt `performance.now()` before it was asked */
  observe(at: number, sentAt: number): void {
    this.#at = at
    this.#sentAt = sentAt
    this.#generation = generation
  }

  /** The latest that the database's clock can show now, in ms since 1970; `undefined` before the first reply. */
  latest(): number | undefined {
    if (this.#generation !== generation) return undefined
    return this.#at + 1 + (performance.now() - this.#sentAt) * FASTEST
  }
}
