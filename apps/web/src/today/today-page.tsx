import { useTranslation } from 'react-i18next'
import { useMember } from '../accounts/use-session.ts'
import { useToday } from '../reads/use-today.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Button } from '../ui/button.tsx'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { LiveMark } from './live-mark.tsx'
import { TodayLinks } from './today-links.tsx'
import { TodayTable } from './today-table.tsx'
import { useListItems } from './use-list-items.ts'

/** The public list of the running day. */
export function TodayPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { list, items } = useListItems()
  const member = useMember()
  const today = useToday(Boolean(member))
  const day = list.data?.pages[0]?.period
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <PageHeading kicker={day && format.civilDay(day)} title={t('list.title')} />
      <TodayLinks />
      <LiveMark />
      {list.isPending && <Loading lines={6} />}
      {list.isError && <LoadFailed error={list.error} again={list.refetch} />}
      {list.data && items.length === 0 && <Notice>{t('list.empty')}</Notice>}
      {items.length > 0 && <TodayTable items={items} ownRank={today.data?.checkIn?.rank ?? null} />}
      {list.hasNextPage && (
        <div className="justify-self-center">
          <Button look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? t('states.loading') : t('states.more')}
          </Button>
        </div>
      )}
    </div>
  )
}
