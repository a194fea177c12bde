import { badOption } from './errors.ts'

/** Longest subject, action, unit or account that is stored; generous for every kind of key, too short to harm an index. */
export const NAME_LIMIT = 200

/**
 * Checks a name that becomes part of a key: a subject, an action, a unit, an account.
 *
 * NUL cannot be stored in a PostgreSQL text, and a lone surrogate would be stored as U+FFFD, so that two different
 * subjects would share one row. Both are refused here.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function assertName(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > NAME_LIMIT) {
    throw badOption(option, `a string of 1 to ${NAME_LIMIT} characters`, value)
  }
  if (value.includes('\0') || !value.isWellFormed()) {
    throw badOption(option, 'well-formed Unicode without NUL', value.toWellFormed().replaceAll('\0', '\\0'))
  }
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertWholeNumber(
  option: string,
  value: unknown,
  minimum: number,
  maximum: number,
): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw badOption(option, `a whole number from ${minimum} to ${maximum}`, value)
  }
}

/**
 * Checks a text for people to read, such as a reason: stored, never compared.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function assertText(option: string, value: unknown, limit = 1000): asserts value is string {
  if (typeof value !== 'string' || value.trim().length === 0 || value.length > limit) {
    throw badOption(option, `a text of 1 to ${limit} characters`, value)
  }
  if (value.includes('\0') || !value.isWellFormed()) {
    throw badOption(option, 'well-formed Unicode without NUL', value.toWellFormed().replaceAll('\0', '\\0'))
  }
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertDate(option: string, value: unknown): asserts value is Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    throw badOption(option, 'a valid Date', value)
}
