import { Link } from 'react-router'
import { AccountMenu } from './account-menu.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { PageLinks } from './page-links.tsx'
import { ThemeMenu } from './theme-menu.tsx'

/** Name, pages, and what is about the person rather than the page. */
export function Header() {
  return (
    <header className="mx-auto flex w-full max-w-6xl items-center gap-1 px-4 pt-3 sm:px-8 sm:pt-5">
      <Link
        to="/"
        className="flex min-h-11 items-center gap-2.5 rounded-full text-xl font-semibold tracking-tight"
      >
        <Mark className="size-8" />
        Daylatch
      </Link>
      <PageLinks
        className="ml-4 hidden min-[54rem]:block"
        listClassName="flex gap-1"
        linkClassName="flex min-h-11 items-center rounded-full px-3 font-medium lg:px-4 text-soft transition hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
      />
      <div className="ml-auto flex items-center">
        <LanguageSwitch />
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  )
}
