import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReadingCard } from '../api/types.ts'
import { CardSelect } from '../cards/card-select.tsx'
import { useCardName } from '../cards/use-card-name.ts'
import { useEntries } from '../reads/use-entries.ts'
import { Button } from '../ui/button.tsx'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { EntryTable } from './entry-table.tsx'

export interface ChangeLogProps {
  readonly cards: readonly ReadingCard[]
  /** The card whose log is shown until another is chosen. */
  readonly first: ReadingCard
}

/** Every change of a card with the balance after it: the sum of them is what is on it. */
export function ChangeLog({ cards, first }: ChangeLogProps) {
  const { t } = useTranslation()
  const cardName = useCardName()
  const [shown, setShown] = useState<number>()
  const card = cards.find((one) => one.card === shown) ?? first
  const entries = useEntries(card.card)
  const items = entries.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="change-log" className="grid gap-4 border-t border-line pt-6">
      <h2 id="change-log" className="text-xl font-semibold">
        {t('log.title')}
      </h2>
      <CardSelect label={t('log.card')} cards={cards} card={card} onChoose={setShown} />
      {entries.isPending && <Loading lines={4} />}
      {entries.isError && <LoadFailed error={entries.error} again={entries.refetch} />}
      {entries.data && items.length === 0 && <p className="text-soft">{t('log.empty')}</p>}
      {items.length > 0 && <EntryTable items={items} caption={t('log.caption', { card: cardName(card) })} />}
      {entries.hasNextPage && (
        <div className="justify-self-center">
          <Button look="quiet" busy={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            {entries.isFetchingNextPage ? t('states.loading') : t('states.more')}
          </Button>
        </div>
      )}
      {items.length > 0 && (
        <p>
          <a
            href={`/api/quota/entries.csv?card=${card.card}`}
            download
            className="font-medium text-link underline underline-offset-4"
          >
            {t('log.download')}
          </a>
        </p>
      )}
    </section>
  )
}
