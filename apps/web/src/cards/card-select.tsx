import { useId } from 'react'
import type { ReadingCard } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useCardName } from './use-card-name.ts'

export interface CardSelectProps {
  readonly label: string
  readonly cards: readonly ReadingCard[]
  readonly card: ReadingCard
  readonly onChoose: (card: number) => void
}

/** A choice among the member's cards, each with what is free on it. Nothing where there is nothing to choose. */
export function CardSelect({ label, cards, card, onChoose }: CardSelectProps) {
  const id = useId()
  const format = useFormat()
  const cardName = useCardName()
  if (cards.length < 2) return null
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select
        id={id}
        value={card.card}
        onChange={(event) => onChoose(Number(event.target.value))}
        className="min-h-11 w-full rounded-xl border border-edge bg-raised px-3 text-base text-ink"
      >
        {cards.map((one) => (
          <option key={one.card} value={one.card}>
            {`${cardName(one)} · ${format.number(one.amount - one.held)}`}
          </option>
        ))}
      </select>
    </div>
  )
}
