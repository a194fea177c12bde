/** What a command of `daylatch` is: a name, the words of its help, and what it does. */
export interface Command {
  /** As it is typed, such as `admin create`. */
  readonly name: string
  /** The help of this command: usage, options, examples. */
  readonly help: string
  /** @returns the exit code */
  run(parameters: readonly string[]): Promise<number>
}

/** Exit codes, as `daylatch --help` and docs/operating.md name them. 64, 69 and 78 are those of sysexits.h. */
export const EXIT = { done: 0, found: 1, usage: 64, unavailable: 69, config: 78 } as const

/** A command that was typed in a way that it does not know. The message is followed by the command's help. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}
