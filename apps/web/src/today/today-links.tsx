import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

/** Between the two public lists: of this day, and of all time. */
export function TodayLinks() {
  const { t } = useTranslation()
  const pages = [
    { to: '/today', name: t('list.title') },
    { to: '/leaderboard', name: t('leaderboard.title') },
  ]
  return (
    <nav aria-label={t('list.lists')}>
      <ul className="flex flex-wrap gap-2">
        {pages.map(({ to, name }) => (
          <li key={to}>
            <NavLink
              to={to}
              className="flex min-h-11 items-center rounded-full border border-edge px-5 font-medium text-soft transition hover:text-ink aria-[current=page]:border-strong aria-[current=page]:bg-strong aria-[current=page]:text-on-strong"
            >
              {name}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
