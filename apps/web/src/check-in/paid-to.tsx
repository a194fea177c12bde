import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCardInUse } from '../cards/use-card-in-use.ts'
import { useCardName } from '../cards/use-card-name.ts'

/** Which card a press would pay to, for a member who has several. */
export function PaidTo() {
  const { t } = useTranslation()
  const cardName = useCardName()
  const { cards, card } = useCardInUse()
  if (!card || cards.length < 2) return null
  return (
    <p className="text-center text-soft">
      {t('checkIn.paidTo', { card: cardName(card) })}{' '}
      <Link to="/balance" className="font-medium text-link underline underline-offset-4">
        {t('checkIn.changeCard')}
      </Link>
    </p>
  )
}
