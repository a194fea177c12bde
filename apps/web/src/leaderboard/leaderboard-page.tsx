import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { useLeaderboard } from '../reads/use-leaderboard.ts'
import { TodayLinks } from '../today/today-links.tsx'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { PlaceTable } from './place-table.tsx'

/** Who has kept at it: the running streaks, and all check-ins ever. */
export function LeaderboardPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { data, error, refetch } = useLeaderboard()
  return (
    <div className="mx-auto grid max-w-5xl gap-6">
      <PageHeading title={t('leaderboard.title')} />
      <TodayLinks />
      {error && <LoadFailed error={error} again={refetch} />}
      {!data && !error && <Loading lines={6} />}
      {data && (
        <div className="grid gap-8 lg:grid-cols-2">
          <PlaceTable
            id="streaks"
            title={t('leaderboard.streaks')}
            caption={t('leaderboard.streaksCaption')}
            valueName={t('list.streak')}
            rows={data.streaks.map(({ place, name, streak }) => ({
              place,
              name,
              value: t('list.days', { count: streak }),
            }))}
          />
          <PlaceTable
            id="totals"
            title={t('leaderboard.totals')}
            caption={t('leaderboard.totalsCaption')}
            valueName={t('leaderboard.checkIns')}
            rows={data.totals.map(({ place, name, claims }) => ({
              place,
              name,
              value: format.number(claims),
            }))}
          />
        </div>
      )}
      {data?.updatedAt && (
        <p className="text-sm text-soft">
          {t('leaderboard.updated', { time: format.time(Date.parse(data.updatedAt)) })}
        </p>
      )}
    </div>
  )
}
