import { useSyncExternalStore } from 'react'
import { recall, remember } from '../storage.ts'

const cardKey = 'daylatch.card'
const firstCard = 1

const listeners = new Set<() => void>()
// Held here too: a browser that refuses storage keeps the choice as long as the page is open.
let chosen = numberOf(recall(cardKey))

/** The number of the card that was chosen in this browser, here or in another tab; 1 if none was. */
export function useChosenCard(): number {
  return useSyncExternalStore(subscribe, () => chosen)
}

export function chooseCard(card: number): void {
  remember(cardKey, String(card))
  take(card)
}

/** For a choice that is another member's, who used this browser before. */
export function forgetChosenCard(): void {
  chooseCard(firstCard)
}

function numberOf(value: string | null): number {
  const card = Number(value)
  return Number.isInteger(card) && card >= firstCard ? card : firstCard
}

function take(card: number): void {
  chosen = card
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === cardKey) take(numberOf(event.newValue))
  }
  listeners.add(listener)
  globalThis.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    globalThis.removeEventListener('storage', onStorage)
  }
}
