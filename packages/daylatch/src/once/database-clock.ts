let generation = 0

/** Makes every clock of this process forget what it has seen. For tests that replace the database's clock. */
export function forgetObservedTimes(): void {
  generation += 1
}

// A clock that is being slewed by NTP may run off by 500 parts per million (RFC 5905, section 11.3: the discipline's
// frequency tolerance). Counting elapsed time slightly too fast keeps the estimate on the late side.
const FASTEST = 1.0005

/**
 * What this process knows of the database's time: an instant that the database's clock has not passed yet. A clock of
 * this machine that jumps ahead makes it too late, which costs a question to the database and nothing else.
 */
export class DatabaseClock {
  #at = 0
  #sentAt = 0
  #wallAt = 0
  #generation = -1

  /** @param at the database's time in a reply, in ms since 1970 · @param sentAt `performance.now()` before it was asked */
  observe(at: number, sentAt: number): void {
    this.#at = at
    this.#sentAt = sentAt
    this.#wallAt = Date.now() - (performance.now() - sentAt)
    this.#generation = generation
  }

  /** The latest that the database's clock can show now, in ms since 1970; `undefined` before the first reply. */
  latest(): number | undefined {
    if (this.#generation !== generation) return undefined
    // The monotonic timer stands still while a machine is suspended, the wall clock may have been set back: whichever
    // says that more time has passed.
    const elapsed = Math.max(performance.now() - this.#sentAt, Date.now() - this.#wallAt)
    return this.#at + 1 + elapsed * FASTEST
  }
}
