import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { MembersOnly } from '../accounts/members-only.tsx'
import { AddCardForm } from '../cards/add-card-form.tsx'
import { useCardInUse } from '../cards/use-card-in-use.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { useCards } from '../reads/use-cards.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { ChangeLog } from './change-log.tsx'
import { ReadingCard } from './reading-card.tsx'

/** What the member has earned and not yet spent, on which card, and how it came about. */
export function BalancePage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <PageHeading title={t('balance.title')} />
      <MembersOnly why={t('balance.membersOnly')}>
        <Cards />
      </MembersOnly>
    </div>
  )
}

function Cards() {
  const { t } = useTranslation()
  const { data, isError, error, refetch } = useCards()
  const { card: inUse } = useCardInUse()
  const unitName = useUnitName(data?.unit ?? '')
  if (!data) return isError ? <LoadFailed error={error} again={refetch} /> : <Loading />
  const { cards } = data
  return (
    <>
      {isError && <LoadFailed error={error} again={refetch} />}
      <ul className="grid gap-5 sm:grid-cols-2">
        {cards.map((card) => (
          <ReadingCard
            key={card.card}
            card={card}
            unitName={unitName}
            inUse={cards.length > 1 ? card === inUse : undefined}
          />
        ))}
      </ul>
      {cards.length > 1 && <p className="text-soft">{t('cards.choiceHint')}</p>}
      <p className="text-soft">
        {t('balance.how')}{' '}
        <Link to="/" className="font-medium text-link underline underline-offset-4">
          {t('balance.toCheckIn')}
        </Link>
      </p>
      {inUse && <ChangeLog cards={cards} first={inUse} />}
      <section aria-labelledby="add-card" className="grid gap-4 border-t border-line pt-6">
        <h2 id="add-card" className="text-xl font-semibold">
          {t('cards.add')}
        </h2>
        <AddCardForm />
      </section>
    </>
  )
}
