import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { StaffLinks } from '../console/staff-links.tsx'
import { listenToOtherTabs } from '../tabs.ts'
import { Header } from './header.tsx'
import { OfflineBar } from './offline-bar.tsx'
import { PageLinks } from './page-links.tsx'
import { usePageChange } from './use-page-change.ts'

/** The frame of every page. */
export function Layout() {
  const { t } = useTranslation()
  const client = useQueryClient()
  useEffect(() => listenToOtherTabs(client), [client])
  usePageChange()
  return (
    <div className="sky flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-20 focus:rounded-full focus:bg-strong focus:px-5 focus:py-3 focus:text-on-strong"
      >
        {t('shell.skip')}
      </a>
      <Header />
      <StaffLinks />
      <OfflineBar />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 sm:px-8 sm:pt-10 min-[54rem]:pb-16"
      >
        <Outlet />
      </main>
      <PageLinks
        className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] min-[54rem]:hidden"
        listClassName="grid grid-cols-5"
        linkClassName="flex min-h-14 items-center justify-center px-0.5 text-center text-[0.8125rem] leading-tight font-medium text-soft aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_0_3px_0_var(--color-latch)]"
      />
    </div>
  )
}
