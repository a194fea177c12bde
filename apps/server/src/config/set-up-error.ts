/** EX_CONFIG of sysexits.h. */
export const EXIT_CONFIG = 78
export const EXIT_FAILURE = 1

/** Something that whoever starts the server has to put right. The message is all that is shown; it says what to do. */
export class SetUpError extends Error {
  override readonly name: string = 'SetUpError'
  readonly exitCode: number

  constructor(message: string, exitCode: number = EXIT_CONFIG, options: ErrorOptions = {}) {
    super(message, options)
    this.exitCode = exitCode
  }
}
