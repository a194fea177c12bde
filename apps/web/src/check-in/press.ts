import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { CheckIn } from '../api/types.ts'
import { lookAtToday } from '../reads/use-today.ts'

/** What one press of the button led to, as far as anyone here can know. */
export type Outcome =
  | { readonly kind: 'claimed'; readonly checkIn: CheckIn }
  | { readonly kind: 'already'; readonly checkIn: CheckIn }
  /** The server turned the press away before it counted. */
  | { readonly kind: 'busy'; readonly retryAfterS: number }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'refused'; readonly code: string }
  /** No readable answer: it may have counted. */
  | { readonly kind: 'unknown' }

/** What a look at the day tells after an unknown outcome. */
export type Look =
  | { readonly kind: 'found'; readonly checkIn: CheckIn }
  | { readonly kind: 'not-counted' }
  | { readonly kind: 'unknown' }

/** With these nothing was written. Any other 503 may have come after the commit: its outcome is unknown. */
const turnedAway = new Set(['overloaded', 'busy'])

/**
 * Sends one check-in, to be paid to a card. Never throws and never repeats itself: whether to press again is the
 * member's decision.
 */
export async function pressCheckIn(card: number): Promise<Outcome> {
  try {
    const answer = await call('post', '/api/check-ins', { body: { card }, expect: [201, 409] })
    return answer.status === 201
      ? { kind: 'claimed', checkIn: answer.body }
      : { kind: 'already', checkIn: answer.body }
  } catch (error) {
    return outcomeOf(error)
  }
}

/** Asks the server whether a press counted whose answer was lost. */
export async function lookForCheckIn(): Promise<Look> {
  try {
    const { checkIn } = await lookAtToday()
    return checkIn ? { kind: 'found', checkIn } : { kind: 'not-counted' }
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof Refused) return { kind: 'unknown' }
    throw error
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof NoAnswer) return { kind: 'unknown' }
  if (!(error instanceof Refused)) throw error
  if (error.status === 401) return { kind: 'signed-out' }
  if (turnedAway.has(error.code)) return { kind: 'busy', retryAfterS: error.retryAfterS ?? 1 }
  return error.status >= 500 ? { kind: 'unknown' } : { kind: 'refused', code: error.code }
}
