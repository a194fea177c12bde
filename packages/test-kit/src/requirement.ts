/**
 * For tests that need what a machine may lack: `describe.skipIf(!requirement(isRoot, 'needs root', 'sudo npm test'))`.
 * With REQUIRE_ALL=1, as in CI, a missing requirement is a failure instead of a skip. `toEnable` is the command that
 * makes it available.
 *
 * This is the one way to skip a test: the run's summary takes the reason from the line that is printed here, and fails a
 * run in which a test was skipped without one.
 */
export function requirement(available: boolean, reason: string, toEnable: string): boolean {
  if (available) return true
  const line = `skipped: ${reason} (to run it: ${toEnable})`
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(`REQUIRE_ALL=1, but ${line}`)
  console.warn(line)
  return false
}
