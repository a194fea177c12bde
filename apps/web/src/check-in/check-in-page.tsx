import { useTranslation } from 'react-i18next'
import { useSession } from '../accounts/use-session.ts'
import { useFormat } from '../i18n/use-format.ts'
import { TodayPreview } from '../today/today-preview.tsx'
import { useTodayList } from '../reads/use-today-list.ts'
import { LoadFailed } from '../ui/load-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { MemberDay } from './member-day.tsx'
import { useFreshAt } from '../reads/use-today.ts'
import { useCheckIn } from './use-check-in.ts'
import { VisitorDay } from './visitor-day.tsx'

/** The site's first page: one thing to do, what it led to, and who else has done it today. */
export function CheckInPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const session = useSession()
  const member = session.data
  const control = useCheckIn(member?.id)
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
        {session.error && member === undefined && (
          <LoadFailed error={session.error} again={session.refetch} />
        )}
        {member ? (
          <MemberDay resetsAt={resetsAt} control={control} />
        ) : (
          <VisitorDay resetsAt={resetsAt} known={member === null} control={control} />
        )}
      </div>
      <TodayPreview />
    </div>
  )
}
