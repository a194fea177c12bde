export type ErrorCode =
  | 'BAD_OPTION'
  | 'OVERLOADED'
  | 'LOCK_TIMEOUT'
  | 'LOCK_NOT_AVAILABLE'
  | 'ROW_GONE'
  | 'UNSAFE_ISOLATION'
  | 'ALREADY_LOCKED'
  | 'MISSING_AWAIT'
  | 'POOL_REENTRY'
  | 'HELD_TOO_LONG'
  | 'DEADLOCK'
  | 'SERIALIZATION'
  | 'CONNECTION_LOST'
  | 'CLOCK_MISMATCH'
  | 'INCONSISTENT'
  | 'DATABASE'
  | 'KEY_REUSED'
  | 'WRONG_ORDER'
  | 'EFFECT_IN_TRANSACTION'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_NEWER'
  | 'SCHEMA_CHANGED'
  | 'UNSAFE_DURABILITY'

export interface ErrorMeaning {
  /** Whether the same call may succeed later without any change by the caller. */
  readonly retryable: boolean
  readonly meaning: string
}

/**
 * Every code that Daylatch throws, with what it means and whether trying again can help.
 *
 * `docs/errors.md` has a section for each; a test compares the two. A code that is retired stays listed there.
 */
export const errorCodes: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  BAD_OPTION: { retryable: false, meaning: 'An argument or option is outside what is allowed.' },
  OVERLOADED: { retryable: true, meaning: 'The queue of waiting claims is full; nothing was attempted.' },
  LOCK_TIMEOUT: {
    retryable: true,
    meaning: 'Another transaction held the row for too long; nothing was written.',
  },
  LOCK_NOT_AVAILABLE: {
    retryable: true,
    meaning: 'Another transaction holds the row, and waiting was not wanted.',
  },
  ROW_GONE: { retryable: false, meaning: 'The query found no row to lock.' },
  UNSAFE_ISOLATION: {
    retryable: false,
    meaning: 'At this isolation level the lock would be granted on stale data.',
  },
  ALREADY_LOCKED: {
    retryable: false,
    meaning: 'A lock was asked for inside another one, and `nested` forbids it.',
  },
  MISSING_AWAIT: {
    retryable: false,
    meaning: 'The block of a lock ended while another lock inside it still ran.',
  },
  POOL_REENTRY: {
    retryable: false,
    meaning: 'The block of a lock or a claim took another connection from the pool that its own comes from.',
  },
  HELD_TOO_LONG: {
    retryable: false,
    meaning: 'The block held its lock for longer than `maxHoldMs`; its transaction is committed.',
  },
  DEADLOCK: {
    retryable: true,
    meaning: 'The database undid the transaction to break a deadlock, repeatedly.',
  },
  SERIALIZATION: {
    retryable: true,
    meaning: 'The database undid the transaction as not serializable, repeatedly.',
  },
  CONNECTION_LOST: {
    retryable: true,
    meaning: 'The database did not answer in time; the outcome is not known.',
  },
  CLOCK_MISMATCH: { retryable: true, meaning: 'No period fits the time that the database gives.' },
  INCONSISTENT: { retryable: false, meaning: 'The tables contradict each other.' },
  DATABASE: { retryable: false, meaning: 'The database refused for a reason that Daylatch does not handle.' },
  KEY_REUSED: {
    retryable: false,
    meaning: 'The idempotency key stands for another request already; nothing was done.',
  },
  WRONG_ORDER: {
    retryable: false,
    meaning: 'A transaction claimed after it had spent; that order deadlocks with batches of claims.',
  },
  EFFECT_IN_TRANSACTION: {
    retryable: false,
    meaning: 'A gateway was to be called while a lock, a claim or a transaction of the caller is open.',
  },
  SCHEMA_MISSING: {
    retryable: false,
    meaning: 'The tables of Daylatch are not there; `migrate` has not run.',
  },
  SCHEMA_NEWER: { retryable: false, meaning: 'A newer Daylatch has migrated this database.' },
  SCHEMA_CHANGED: {
    retryable: false,
    meaning: 'A migration that has run differs from the file of that number.',
  },
  UNSAFE_DURABILITY: {
    retryable: false,
    meaning: 'The database acknowledges commits before they are on disk.',
  },
}

/** The one error class of Daylatch. Branch on `code`; the text is for people and may change. */
export class DaylatchError extends Error {
  override readonly name: string = 'DaylatchError'
  readonly code: ErrorCode
  /** Whether the same call may succeed later without any change by the caller. */
  readonly retryable: boolean
  /** For `OVERLOADED`: how long to wait before trying again, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryable = errorCodes[code].retryable
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The mould of every message about an option: what was expected, what came, and its type. */
export function badOption(name: string, expected: string, got: unknown): DaylatchError {
  const shown = typeof got === 'string' ? JSON.stringify(got.slice(0, 80)) : String(got)
  return new DaylatchError(
    'BAD_OPTION',
    `Expected \`${name}\` to be ${expected}, got \`${shown}\` (${typeof got})`,
  )
}
