import { createHash } from 'node:crypto'
import { badOption, DaylatchError } from '../errors.ts'
import { assertName } from '../options.ts'

/** An idempotency key, with the hash of the request that it stands for. */
export interface RequestKey {
  readonly key: string
  readonly hash: string
}

/** What a caller may pass with every call that claims. */
export interface KeyOptions {
  /**
   * Idempotency key: a second call with the same key gets the first one's answer again, for seven days and also in
   * another period. 1 to 200 characters; keys of different subjects and actions have nothing to do with each other.
   */
  readonly key?: string | undefined
  /**
   * What the key stands for, for example the body of the HTTP request. Only its SHA-256 is stored. The same key with
   * another request is refused with `KEY_REUSED`.
   */
  readonly request?: string | undefined
}

/**
 * @param operation what is asked for, apart from subject and action: the same key for something else is a mistake
 * @throws {DaylatchError} BAD_OPTION
 */
export function requestKey(
  { key, request }: KeyOptions,
  operation: readonly (string | null)[],
): RequestKey | undefined {
  if (request !== undefined && typeof request !== 'string') throw badOption('request', 'a string', request)
  if (key === undefined) return undefined
  assertName('key', key)
  const text = JSON.stringify([...operation, request ?? null])
  return { key, hash: createHash('sha256').update(text).digest('hex') }
}

export function keyReused(): DaylatchError {
  return new DaylatchError(
    'KEY_REUSED',
    'This idempotency key stands for another request already. Use a new key for a new request.',
  )
}
