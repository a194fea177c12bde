import { Problem } from '../http/problem.ts'

/** The card that every member has from sign-up on. */
export const FIRST_CARD = 1

export const MOST_CARDS = 10

/** A card as the ledger knows it: an account of the member by the card's number. */
export function accountOf(card: number): string {
  return String(card)
}

export function unknownCard(card: number): Problem {
  return new Problem(404, 'unknown-card', `You have no card ${card}.`, { extra: { card } })
}
