import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { MembersOnly } from '../accounts/members-only.tsx'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { useQuota } from '../reads/use-quota.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { ReadingCard } from './reading-card.tsx'

/** What the member has earned and not yet spent. */
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
  const quota = useQuota()
  const unitName = useUnitName(quota.data?.unit ?? '')
  if (quota.isPending) return <Loading />
  if (!quota.data) return <LoadFailed error={quota.error} again={quota.refetch} />
  return (
    <>
      {quota.isError && <LoadFailed error={quota.error} again={quota.refetch} />}
      {quota.data.cards.length === 0 && <Notice>{t('balance.empty')}</Notice>}
      <ul className="grid gap-5 sm:grid-cols-2">
        {quota.data.cards.map((card) => (
          <ReadingCard key={card.card} card={card} unitName={unitName} />
        ))}
      </ul>
      <p className="text-soft">{t('balance.how')}</p>
      <p>
        <Link to="/" className="font-medium text-link underline underline-offset-4">
          {t('balance.toCheckIn')}
        </Link>
      </p>
    </>
  )
}
