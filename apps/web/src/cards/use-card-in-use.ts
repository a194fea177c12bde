import type { ReadingCard } from '../api/types.ts'
import { useCards } from '../reads/use-cards.ts'
import { useChosenCard } from './chosen-card.ts'

export interface CardInUse {
  readonly cards: readonly ReadingCard[]
  /** The card that pays and is paid to; undefined while the cards are not known. */
  readonly card: ReadingCard | undefined
}

/** The chosen card, if it is one of this member's; else the first. */
export function useCardInUse(signedIn = true): CardInUse {
  const cards = useCards(signedIn).data?.cards ?? []
  const chosen = useChosenCard()
  return { cards, card: cards.find(({ card }) => card === chosen) ?? cards[0] }
}
