/**
 * Tells the person at the terminal what is being done.
 *
 * On standard error: standard output belongs to the one line `Daylatch is ready at …`.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** An expected failure: its message is meant for a person, and no stack is printed with it. */
export class PlainFailure extends Error {
  /**
   * @param {string} message ends with what to do
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'PlainFailure'
    this.exitCode = exitCode
  }
}

/**
 * Runs a script's main function; a `PlainFailure` becomes its message and its exit code.
 *
 * @param {() => Promise<void>} main
 */
export function runMain(main) {
  main().catch((/** @type {unknown} */ error) => {
    if (error instanceof PlainFailure) say(error.message)
    else console.error(error)
    process.exitCode = error instanceof PlainFailure ? error.exitCode : 1
  })
}
