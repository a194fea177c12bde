import { useTranslation } from 'react-i18next'
import type { Month, MonthDay } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { DayCell } from './day-cell.tsx'
import { weeksOf } from './months.ts'

export interface MonthGridProps {
  readonly month: Month
  readonly onMakeUp: (day: MonthDay) => void
}

/** A month as a table of weeks. Which days there are, and which one is running, is the server's word. */
export function MonthGrid({ month, onMakeUp }: MonthGridProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="rounded-3xl border border-line bg-surface p-1.5 sm:p-4">
      <table className="w-full table-fixed border-separate border-spacing-0">
        <caption className="sr-only">{t('calendar.caption', { month: format.month(month.month) })}</caption>
        <thead>
          <tr>
            {format.weekdays.map(({ short, long }) => (
              <th key={long} scope="col" abbr={long} className="py-2 text-sm font-medium text-soft">
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month.month, month.days).map((week, row) => (
            <tr key={row}>
              {week.map((day, column) => (
                <td
                  key={column}
                  data-period={day?.period}
                  data-state={day?.state}
                  aria-current={day?.period === month.today ? 'date' : undefined}
                  className="border-t border-line p-0.5 align-top aria-[current=date]:rounded-xl aria-[current=date]:border-t-transparent aria-[current=date]:outline-2 aria-[current=date]:-outline-offset-1 aria-[current=date]:outline-latch"
                >
                  {day && <DayCell day={day} onMakeUp={onMakeUp} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
