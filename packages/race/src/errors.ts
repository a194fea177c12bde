/** What can go wrong, in a word that stays the same from version to version. */
export type RaceErrorCode =
  /** An option of `race`, `openLab` or a configuration file is not what it has to be. */
  | 'BAD_OPTION'
  /** A configuration file is not there, cannot be read, or exports no race. */
  | 'BAD_CONFIG'
  /** A file of known races is not one, or is of a later version. */
  | 'BAD_BASELINE'
  /** A schedule is no schedule, or one of another race. */
  | 'BAD_SCHEDULE'
  /** A replay came to a step that is not the recorded one. */
  | 'DIVERGED'
  /** An execution did not end in time: an actor waits for something that no order can give it. */
  | 'HANGS'
  /** An actor ended and left a transaction open. */
  | 'TRANSACTION_LEFT_OPEN'
  /** Two executions of one lab at once, or one after `close`. */
  | 'NOT_FREE'
  /** A point or a call, and no actor was at work that could have come to it. */
  | 'NO_ACTOR'
  /** The set-up, the reset or the invariant itself failed, so that nothing is known of what it guards. */
  | 'HELPER_FAILED'
  /** The application ended, or did not answer in time. */
  | 'APPLICATION_FAILED'
  /** A chooser named an actor that cannot go on. */
  | 'BAD_CHOICE'
  /** Two waited for one lock, and it was given to the other than the chooser thought. PostgreSQL promises no order there. */
  | 'OVERTAKEN'

/** The lab's one class of errors. A race that was found is none of them: see `RaceFound`. */
export class RaceError extends Error {
  override readonly name: string = 'RaceError'
  readonly code: RaceErrorCode

  constructor(code: RaceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The house's sentence for an option that is not what it has to be. */
export function badOption(name: string, expected: string, got: unknown): RaceError {
  return new RaceError('BAD_OPTION', `Expected \`${name}\` to be ${expected}, got ${shown(got)}`)
}

/** Short, and without values that could be secrets: of what is no number, boolean or short word only its kind. */
function shown(value: unknown): string {
  if (value === null) return '`null`'
  if (typeof value === 'string') return value.includes('://') ? 'an address' : `\`${value.slice(0, 60)}\``
  if (typeof value === 'number' || typeof value === 'boolean') return `\`${String(value)}\` (${typeof value})`
  return Array.isArray(value) ? 'an array' : typeof value
}
