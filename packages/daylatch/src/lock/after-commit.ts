import { runWithoutLocks } from './held.ts'
import type { LockReport } from './report.ts'

export type AfterCommitCallback = () => void | Promise<void>

/**
 * Callbacks for after the outermost commit. If the transaction is undone, they are forgotten.
 *
 * Lossy: a process that dies between the commit and the callback never runs it. Whatever must happen has to be written
 * in the transaction itself.
 */
export class AfterCommit {
  readonly #callbacks: AfterCommitCallback[] = []

  add(callback: AfterCommitCallback): void {
    this.#callbacks.push(callback)
  }

  /** How many there are now; with `truncate`, what a savepoint needs to forget those of the part it undid. */
  get length(): number {
    return this.#callbacks.length
  }

  truncate(length: number): void {
    this.#callbacks.length = length
  }

  /** Runs all of them in order. One that throws is reported; the commit stands, and the next one runs. */
  async run(report: (report: LockReport) => void): Promise<void> {
    for (const callback of this.#callbacks) {
      try {
        await runWithoutLocks(callback)
      } catch (error) {
        report({ kind: 'after-commit-failed', error })
      }
    }
  }
}
