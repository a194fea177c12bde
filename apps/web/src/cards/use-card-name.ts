import { useTranslation } from 'react-i18next'
import type { ReadingCard } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** A card by the name that its member gave it, else by its number. */
export function useCardName(): (card: Pick<ReadingCard, 'card' | 'name'>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ card, name }) =>
    name
      ? t('cards.named', { name, number: format.number(card) })
      : t('cards.name', { number: format.number(card) })
}
