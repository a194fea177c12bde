import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { ReadingCard } from '../api/types.ts'

/** What became of a wish for another card. */
export type Added =
  | { readonly kind: 'added'; readonly card: ReadingCard }
  | { readonly kind: 'full' }
  | { readonly kind: 'refused' }
  /** No readable answer: there may be one more card now. */
  | { readonly kind: 'unknown' }

/** Adds a card. Never repeats itself. */
export async function addCard(name: string): Promise<Added> {
  try {
    const body = name === '' ? {} : { name }
    return { kind: 'added', card: (await call('post', '/api/cards', { body, expect: [201] })).body }
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unknown' }
    if (!(error instanceof Refused)) throw error
    return { kind: error.code === 'too-many-cards' ? 'full' : 'refused' }
  }
}
