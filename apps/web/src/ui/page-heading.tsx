import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The focus goes here when a page opens; see src/shell/use-page-change.ts. */
export const headingId = 'page-heading'

export interface PageHeadingProps {
  readonly title: string
  /** A line above the title that belongs to it. */
  readonly kicker?: string | undefined
  /** What the browser's tab says, if not the title. */
  readonly tab?: string
  /** The language of the title, where it is not the page's. */
  readonly lang?: string | undefined
}

/** The one `h1` of a page; it names the browser's tab too. */
export function PageHeading({ title, kicker, tab = title, lang }: PageHeadingProps) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = t('shell.documentTitle', { page: tab })
  }, [t, tab])
  return (
    <h1 id={headingId} lang={lang} tabIndex={-1} className="text-3xl leading-tight font-semibold sm:text-4xl">
      {kicker && (
        <span className="mb-1 block text-base font-medium tracking-normal text-soft">{kicker} </span>
      )}
      {title}
    </h1>
  )
}
