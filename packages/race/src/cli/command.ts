/** A command of `race`: what its help says, and what it does. */
export interface Command {
  readonly help: string
  /** @returns the exit code */
  run(words: readonly string[], out: Output): Promise<number>
}

/** Where a command speaks. */
export interface Output {
  /** What was found: standard output. */
  print(text: string): void
  /** Everything else: standard error. */
  say(text: string): void
  /** Writes over its own line on a terminal; seldom and in lines elsewhere. */
  readonly progress: Progress
  /** Whether standard output shows colours. */
  readonly color: boolean
}

/** Shows how far a long search has come. */
export interface Progress {
  update(line: string): void
  /** Takes the line away. */
  end(): void
}

/** Typed in a way that the command does not know; the message is followed by its help. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}
