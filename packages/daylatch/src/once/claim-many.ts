import { asFailure } from '../drivers/trouble.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { assertName } from '../options.ts'
import type { Wish } from './action.ts'
import type { ClaimQueue } from './claim-queue.ts'
import type { Verdict } from './claim-request.ts'
import type { ClaimResult } from './results.ts'

/** Whom to claim for, in a list of many. */
export type ClaimManySubject = string | { readonly subject: string; readonly account?: string }

export interface ClaimManyOptions {
  /**
   * Which account is paid where the list does not say.
   * @default 'main'
   */
  readonly account?: string
}

/** What one member of the list came to: a verdict, or the error that `claim` would have thrown. */
export type ClaimManyResult =
  | ({ readonly subject: string } & ClaimResult)
  | { readonly subject: string; readonly status: 'failed'; readonly error: DaylatchError }

/** How the claims of a list ended, in its order. */
export type Endings = readonly (Verdict | DaylatchError)[]

const SUBJECT_LIMIT = 1_000_000

/**
 * Checks the whole list before anything of it is claimed.
 *
 * @param draw the amount of one subject where the reward is random
 * @throws {DaylatchError} BAD_OPTION
 */
export function toWishes(
  subjects: readonly ClaimManySubject[],
  { account = 'main' }: ClaimManyOptions,
  draw: () => number | undefined,
): readonly Wish[] {
  if (!Array.isArray(subjects) || subjects.length > SUBJECT_LIMIT) {
    throw badOption('subjects', `a list of up to ${SUBJECT_LIMIT} subjects`, subjects)
  }
  assertName('account', account)
  return subjects.map((entry: ClaimManySubject, index) => {
    const wish =
      typeof entry === 'string'
        ? { subject: entry, account }
        : { ...entry, account: entry.account ?? account }
    assertName(`subjects[${index}].subject`, wish.subject)
    assertName(`subjects[${index}].account`, wish.account)
    return { subject: wish.subject, account: wish.account, drawn: draw() }
  })
}

/** Each by itself through the queue, which makes batches of them: the trouble of one is not the others'. */
export async function claimManyQueued(queue: ClaimQueue, wishes: readonly Wish[]): Promise<Endings> {
  return await Promise.all(wishes.map(async (wish) => await ending(queue, wish)))
}

async function ending(queue: ClaimQueue, wish: Wish): Promise<Verdict | DaylatchError> {
  try {
    return await queue.claim(wish)
  } catch (error) {
    return asFailure(error)
  }
}
