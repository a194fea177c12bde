import { useTranslation } from 'react-i18next'
import type { Month } from '../api/types.ts'
import { DayMark, markOf } from './day-mark.tsx'
import { useMarkName } from './use-mark-name.ts'

const order = ['claimed', 'made-up', 'missed', 'can-make-up', 'open', 'ahead', 'before-start'] as const

/** What the marks of this month mean. */
export function Legend({ month }: { readonly month: Month }) {
  const { t } = useTranslation()
  const markName = useMarkName()
  const there = new Set(month.days.map(markOf))
  const hasBonus = month.days.some(({ bonus }) => bonus !== null && bonus > 0)
  return (
    <section aria-labelledby="marks" className="text-sm">
      <h3 id="marks" className="sr-only">
        {t('calendar.marks')}
      </h3>
      <ul className="flex flex-wrap gap-x-5 gap-y-2">
        {order
          .filter((mark) => there.has(mark))
          .map((mark) => (
            <li key={mark} className="flex items-center gap-2">
              <DayMark mark={mark} className="size-5" />
              {markName(mark)}
            </li>
          ))}
        {hasBonus && (
          <li className="flex items-center gap-2">
            <span aria-hidden="true" className="text-latch">
              {'★'}
            </span>
            {t('calendar.withBonus')}
          </li>
        )}
      </ul>
    </section>
  )
}
