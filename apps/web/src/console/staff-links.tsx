import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useMay } from './use-may.ts'

/** The links between the staff's pages, below the members' own; nothing for members. */
export function StaffLinks() {
  const { t } = useTranslation()
  const isStaff = useMay('viewer')
  const isAdmin = useMay('admin')
  if (!isStaff) return null
  const pages = [
    { to: '/clients', name: t('console.clients') },
    { to: '/messages', name: t('console.messages') },
    ...(isAdmin ? [{ to: '/handset', name: t('console.handset') }] : []),
  ]
  return (
    <nav aria-label={t('console.pages')} className="mx-auto w-full max-w-6xl px-4 pt-2 sm:px-8">
      <ul className="flex gap-1 border-b border-line">
        {pages.map(({ to, name }) => (
          <li key={to}>
            <NavLink
              to={to}
              className="flex min-h-11 items-center px-3 text-[0.9375rem] font-medium text-soft transition hover:text-ink aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_0_-3px_0_var(--color-latch)]"
            >
              {name}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
