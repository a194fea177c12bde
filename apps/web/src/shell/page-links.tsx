import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

export interface PageLinksProps {
  readonly className: string
  readonly listClassName: string
  readonly linkClassName: string
}

/** The links between the pages: in the header of a wide window, at the thumb's place on a narrow one. */
export function PageLinks({ className, listClassName, linkClassName }: PageLinksProps) {
  const { t } = useTranslation()
  const pages = [
    { to: '/', name: t('pages.checkIn') },
    { to: '/calendar', name: t('pages.calendar') },
    { to: '/today', name: t('pages.today') },
    { to: '/reading', name: t('pages.reading') },
    { to: '/balance', name: t('pages.balance') },
  ]
  return (
    <nav aria-label={t('shell.pages')} className={className}>
      <ul className={listClassName}>
        {pages.map(({ to, name }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'} className={linkClassName}>
              {name}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
