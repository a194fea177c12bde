import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Article, ReadingCard } from '../api/types.ts'
import { CardSelect } from '../cards/card-select.tsx'
import { chooseCard } from '../cards/chosen-card.ts'
import { useCardInUse } from '../cards/use-card-in-use.ts'
import { useCardName } from '../cards/use-card-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import type { ReadControl } from './use-reading.ts'

export interface PriceQuestionProps {
  readonly article: Article
  readonly unit: string
  readonly control: ReadControl
}

/** What reading costs, what is on the card before and after it, and the button that pays. */
export function PriceQuestion({ article, unit, control }: PriceQuestionProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { cards, card } = useCardInUse()
  const busy = control.state.kind === 'sending'
  const price = format.number(article.price)
  const free = card && card.amount - card.held
  return (
    <div className="grid gap-5 rounded-3xl border border-line bg-surface p-5 sm:p-7" data-price>
      <p className="text-lg font-medium">{t('reading.costs', { price, unit })}</p>
      {card && <CardSelect label={t('cards.pays')} cards={cards} card={card} onChoose={chooseCard} />}
      {card && free !== undefined && free < article.price ? (
        <Short cards={cards} card={card} missing={article.price - free} unit={unit} />
      ) : (
        <>
          {card && free !== undefined && <BeforeAndAfter card={card} free={free} price={article.price} />}
          <div>
            <Button busy={busy} onClick={() => void control.pay(card?.card)} className="min-h-12 text-lg">
              {busy ? t('reading.working') : t('reading.pay', { price })}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

function BeforeAndAfter({ card, free, price }: { card: ReadingCard; free: number; price: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const cardName = useCardName()
  return (
    <Facts
      facts={[
        { name: t('reading.before', { card: cardName(card) }), value: format.number(free) },
        { name: t('reading.after'), value: format.number(free - price) },
      ]}
    />
  )
}

interface ShortProps {
  readonly cards: readonly ReadingCard[]
  readonly card: ReadingCard
  readonly missing: number
  readonly unit: string
}

function Short({ cards, card, missing, unit }: ShortProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const cardName = useCardName()
  return (
    <div className="grid gap-2" data-short>
      <p>
        {t('reading.short', {
          card: cardName(card),
          free: format.number(card.amount - card.held),
          missing: format.number(missing),
          unit,
        })}{' '}
        {cards.length > 1 && t('reading.otherCard')}
      </p>
      <p>
        {t('reading.earn')}{' '}
        <Link to="/" className="font-medium text-link underline underline-offset-4">
          {t('balance.toCheckIn')}
        </Link>
      </p>
    </div>
  )
}
