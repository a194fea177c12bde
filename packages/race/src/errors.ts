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
