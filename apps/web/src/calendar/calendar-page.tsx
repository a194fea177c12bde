import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { MembersOnly } from '../accounts/members-only.tsx'
import { DayRule } from '../check-in/day-rule.tsx'
import { useMonth } from '../reads/use-month.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { Legend } from './legend.tsx'
import { MakeUpDialog } from './make-up-dialog.tsx'
import { MakeUpOutcome } from './make-up-outcome.tsx'
import { MakeUpRule } from './make-up-rule.tsx'
import { MonthFacts } from './month-facts.tsx'
import { MonthGrid } from './month-grid.tsx'
import { MonthLinks } from './month-links.tsx'
import { useMakeUp } from './use-make-up.ts'

const monthShape = /^\d{4}-(0[1-9]|1[0-2])$/

/** The member's days, month by month, and making up a missed one. */
export function CalendarPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <PageHeading title={t('calendar.title')} />
      <MembersOnly why={t('calendar.membersOnly')}>
        <Calendar />
      </MembersOnly>
    </div>
  )
}

function Calendar() {
  const [address] = useSearchParams()
  const asked = address.get('month') ?? ''
  const { data: month, error, refetch } = useMonth(monthShape.test(asked) ? asked : undefined)
  const control = useMakeUp()
  if (!month) return error ? <LoadFailed error={error} again={refetch} /> : <Loading lines={6} />
  return (
    <>
      {error && <LoadFailed error={error} again={refetch} />}
      <MonthFacts month={month} />
      <MonthLinks month={month} />
      {month.makeUp && <MakeUpOutcome rule={month.makeUp} control={control} />}
      <MonthGrid month={month} onMakeUp={({ period }) => control.ask(period)} />
      <Legend month={month} />
      <MakeUpRule month={month} />
      <DayRule rule={month} />
      {month.makeUp && <MakeUpDialog rule={month.makeUp} control={control} />}
    </>
  )
}
