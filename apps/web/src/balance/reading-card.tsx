import { useTranslation } from 'react-i18next'
import type { ReadingCard as Card } from '../api/types.ts'
import { chooseCard } from '../cards/chosen-card.ts'
import { useCardName } from '../cards/use-card-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/tick.tsx'

export interface ReadingCardProps {
  readonly card: Card
  readonly unitName: string
  /** Whether it pays and is paid to from this browser; undefined where there is no other to choose. */
  readonly inUse: boolean | undefined
}

/** One reading card: what is on it, and how much of that is spoken for. */
export function ReadingCard({ card, unitName, inUse }: ReadingCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = useCardName()(card)
  return (
    <li className="relative grid min-h-56 max-w-md gap-4 content-between overflow-hidden rounded-3xl border border-line bg-surface p-6">
      <Rings />
      <p className="relative font-medium wrap-anywhere">{name}</p>
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
        {inUse !== undefined && <Choice card={card.card} name={name} inUse={inUse} />}
      </div>
    </li>
  )
}

function Choice({ card, name, inUse }: { card: number; name: string; inUse: boolean }) {
  const { t } = useTranslation()
  if (inUse) {
    return (
      <p className="mt-3 flex min-h-11 items-center gap-2 font-medium text-latch">
        <Tick className="size-5" />
        {t('cards.inUse')}
      </p>
    )
  }
  return (
    <Button
      look="quiet"
      className="mt-3 bg-surface"
      aria-label={t('cards.useNamed', { card: name })}
      onClick={() => chooseCard(card)}
    >
      {t('cards.use')}
    </Button>
  )
}

/** The dial again, running out of the card's corner. Decorative. */
function Rings() {
  return (
    <svg viewBox="-8 -8 216 216" aria-hidden="true" className="absolute -right-28 -bottom-24 size-64">
      <circle cx="100" cy="100" r="92" className="fill-none stroke-line" strokeWidth="7" />
      <circle cx="100" cy="100" r="58" className="fill-sun" />
      <path d="M100 -4v24" className="stroke-latch" strokeWidth="7" strokeLinecap="round" />
    </svg>
  )
}
