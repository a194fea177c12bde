import { useTranslation } from 'react-i18next'
import { useMember } from '../accounts/use-session.ts'
import { useFormat } from '../i18n/use-format.ts'
import { TodayPreview } from '../today/today-preview.tsx'
import { useTodayList } from '../reads/use-today-list.ts'
import { PageHeading } from '../ui/page-heading.tsx'
import { MemberDay } from './member-day.tsx'
import { useFreshAt } from '../reads/use-today.ts'
import { VisitorDay } from './visitor-day.tsx'

/** The site's first page: one thing to do, what it led to, and who else has done it today. */
export function CheckInPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const member = useMember()
  const firstPage = useTodayList().data?.pages[0]
  const resetsAt = firstPage && Date.parse(firstPage.resetsAt)
  useFreshAt(resetsAt)
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] lg:gap-16">
      <div className="grid content-start gap-6">
        <PageHeading
          kicker={t('checkIn.kicker')}
          title={firstPage ? format.civilDay(firstPage.period) : t('pages.today')}
          tab={t('pages.checkIn')}
        />
        {member ? (
          <MemberDay key={member.id} resetsAt={resetsAt} />
        ) : (
          <VisitorDay resetsAt={resetsAt} known={member === null} />
        )}
      </div>
      <TodayPreview />
    </div>
  )
}
