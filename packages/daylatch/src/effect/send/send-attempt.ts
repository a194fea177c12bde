import { randomUUID } from 'node:crypto'
import type { CheckedWish } from './wish.ts'

/** One attempt at one wish, under ids that nothing in the database can carry yet. */
export interface SendAttempt {
  readonly wish: CheckedWish
  /** The wish's, for whoever decides about slots. */
  readonly subjects: readonly string[]
  /** In the order of the subjects. */
  readonly claimIds: readonly string[]
  readonly effect: { readonly subject: string; readonly id: string }
}

export function newSendAttempt(wish: CheckedWish): SendAttempt {
  return {
    wish,
    subjects: wish.subjects,
    claimIds: wish.subjects.map(() => randomUUID()),
    effect: { subject: wish.subject, id: randomUUID() },
  }
}
