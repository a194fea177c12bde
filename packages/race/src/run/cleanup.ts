/** What must be ended, last come first. */
export class Cleanup {
  readonly #duties: (() => unknown)[] = []

  add(duty: () => unknown): void {
    this.#duties.push(duty)
  }

  /** Does all of it, whatever fails on the way; the first failure is thrown in the end. */
  async run(): Promise<void> {
    const failures: unknown[] = []
    for (;;) {
      const duty = this.#duties.pop()
      if (duty === undefined) break
      try {
        await duty()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
