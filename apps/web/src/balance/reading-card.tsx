import { useTranslation } from 'react-i18next'
import type { ReadingCard as Card } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

export interface ReadingCardProps {
  readonly card: Card
  readonly unitName: string
}

/** One reading card: what is on it, and how much of that is spoken for. */
export function ReadingCard({ card, unitName }: ReadingCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <li className="relative grid aspect-[8/5] max-w-md content-between overflow-hidden rounded-3xl border border-line bg-surface p-6">
      <Rings />
      <p className="relative font-medium">{t('balance.card', { number: format.number(card.card) })}</p>
      <div className="relative">
        <p className="text-6xl leading-none font-semibold tracking-tight tabular-nums">
          {format.number(card.amount)}
        </p>
        <p className="mt-2 text-soft">{unitName}</p>
        {card.held > 0 && (
          <p className="mt-1 text-sm">
            {t('balance.held', {
              held: format.number(card.held),
              free: format.number(card.amount - card.held),
            })}
          </p>
        )}
      </div>
    </li>
  )
}

/** The dial again, running out of the card's corner. Decorative. */
function Rings() {
  return (
    <svg viewBox="-8 -8 216 216" aria-hidden="true" className="absolute -right-16 -bottom-16 size-68">
      <circle cx="100" cy="100" r="92" className="fill-none stroke-line" strokeWidth="7" />
      <circle cx="100" cy="100" r="58" className="fill-sun" />
      <path d="M100 -4v24" className="stroke-latch" strokeWidth="7" strokeLinecap="round" />
    </svg>
  )
}
