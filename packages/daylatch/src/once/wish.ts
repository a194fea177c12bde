import { assertName } from '../options.ts'
import type { Action, Wish } from './action.ts'
import { type KeyOptions, requestKey } from './request-key.ts'
import { drawnAmount } from './reward.ts'

export interface ClaimOptions extends KeyOptions {
  /**
   * Which of the subject's accounts is paid.
   * @default 'main'
   */
  readonly account?: string
}

/**
 * What a call asks for. A random reward is drawn here: once, however many attempts the call takes.
 *
 * @param operation what a key of the call stands for, with the account and the caller's own request
 * @throws {DaylatchError} BAD_OPTION
 */
export function toWish(action: Action, operation: string, subject: string, options: ClaimOptions): Wish {
  const { account = 'main', key, request } = options
  assertName('subject', subject)
  assertName('account', account)
  return {
    subject,
    account,
    key: requestKey({ key, request }, [operation, account]),
    drawn: drawnAmount(action.reward),
  }
}
