import { test } from 'vitest'

/** What a group of tests needs from the machine, and how to get it. */
export interface SuiteNeed {
  /** What is needed, as a person would call it: `Chromium`. */
  readonly what: string
  /** The command that brings it. */
  readonly enable: string
  /** Whether it is there. */
  readonly found: boolean
}

/**
 * Declares a group of tests that can only run where something is installed.
 *
 * Where it is missing the group is skipped and the run's summary names the command that enables it. With `REQUIRE_ALL=1`,
 * as in CI, it is a failure instead: a suite that silently stopped running would promise what nobody checks.
 * This is the only way to skip a test here; the summary fails a run in which a test was skipped without a reason.
 */
export function suiteNeeds(need: SuiteNeed, suite: () => void): void {
  if (need.found) {
    suite()
    return
  }
  test(`needs ${need.what}`, (context) => {
    const remedy = `${need.what} is missing; to enable these tests: ${need.enable}`
    if (process.env['REQUIRE_ALL'] === '1') throw new Error(remedy)
    context.skip(remedy)
  })
}
