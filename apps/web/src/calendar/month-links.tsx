import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Month } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { monthAt } from './months.ts'

/** The month's name between the ways to its neighbours. There is none after the running month, nor before the first. */
export function MonthLinks({ month }: { readonly month: Month }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [before, after] = [monthAt(month.month, -1), monthAt(month.month, 1)]
  const hasBefore = month.days[0]?.state !== 'before-start'
  const heading = useRef<HTMLHeadingElement>(null)
  // The link that was followed may not be there in the new month; then the focus it had goes to the month's name.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [month.month])
  const hasAfter = month.month < month.today.slice(0, 7)
  return (
    <div className="flex items-center justify-between gap-3">
      <h2 ref={heading} tabIndex={-1} aria-live="polite" className="text-xl font-semibold">
        {format.month(month.month)}
      </h2>
      <nav className="flex gap-2" aria-label={t('calendar.months')}>
        {hasBefore && (
          <MonthLink
            to={before}
            label={t('calendar.previous', { month: format.month(before) })}
            d="M14 6l-6 6 6 6"
          />
        )}
        {hasAfter && (
          <MonthLink
            to={after}
            label={t('calendar.next', { month: format.month(after) })}
            d="M10 6l6 6-6 6"
          />
        )}
      </nav>
    </div>
  )
}

function MonthLink({ to, label, d }: { readonly to: string; readonly label: string; readonly d: string }) {
  return (
    <Link
      to={`/calendar?month=${to}`}
      aria-label={label}
      className="flex size-11 items-center justify-center rounded-full border border-edge transition hover:bg-raised"
    >
      <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5">
        <path
          d={d}
          className="fill-none stroke-current"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </Link>
  )
}
