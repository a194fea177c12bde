import { assertName, assertText, assertWholeNumber } from '../options.ts'

/** Most that an amount or a balance can be: what a JavaScript number still counts exactly. */
export const AMOUNT_LIMIT: number = Number.MAX_SAFE_INTEGER

/** How long an operation waits for an account that another transaction holds. */
export const LOCK_TIMEOUT_MS = 5000

/** Which of a subject's balances is meant. */
export interface AccountOptions {
  /** What is counted, such as `reading`. */
  readonly unit: string
  /** @default 'main' */
  readonly account?: string
}

/** What every operation that moves an amount can carry. */
export interface OperationOptions extends AccountOptions {
  /**
   * Idempotency key of the operation, unique per subject. The same call again with it does nothing and gives the same
   * answer, for as long as the entry or reservation is there.
   */
  readonly key?: string
  /** Why, for people. */
  readonly reason?: string
  /** Who, where it is not the subject's own doing. */
  readonly actor?: string
}

/** Options after the door: complete and checked. */
export interface Operation {
  readonly subject: string
  readonly unit: string
  readonly account: string
  readonly amount: number
  readonly key: string | null
  readonly reason: string | null
  readonly actor: string | null
  /** The claim that it belongs to, which keeps it from being done twice. */
  readonly claimId?: string
}

/** One account, after the door. */
export type Account = Pick<Operation, 'subject' | 'unit' | 'account'>

/** @throws {DaylatchError} BAD_OPTION */
export function checkAccount(subject: string, options: AccountOptions): Account {
  const { unit, account = 'main' } = options
  assertName('subject', subject)
  assertName('unit', unit)
  assertName('account', account)
  return { subject, unit, account }
}

/** @throws {DaylatchError} BAD_OPTION */
export function checkOperation(
  subject: string,
  options: OperationOptions & { readonly amount: number },
  smallest = 1,
): Operation {
  const { amount, key, reason, actor } = options
  const account = checkAccount(subject, options)
  assertWholeNumber('amount', amount, smallest, AMOUNT_LIMIT)
  if (key !== undefined) assertName('key', key)
  if (reason !== undefined) assertText('reason', reason)
  if (actor !== undefined) assertName('actor', actor)
  return { ...account, amount, key: key ?? null, reason: reason ?? null, actor: actor ?? null }
}
