import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Article } from '../api/types.ts'
import { htmlLang } from '../i18n/language.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { ArticleHtml } from './article-html.tsx'
import { useArticleText } from './use-reading.ts'

export interface ArticleTextProps {
  readonly article: Article
  /** Whether the member has just paid here: then the focus, which was on the button, comes along. */
  readonly justPaid: boolean
}

/** The text of an article that is open to the member. */
export function ArticleText({ article, justPaid }: ArticleTextProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useArticleText(article)
  const place = useRef<HTMLElement>(null)
  const isThere = data !== undefined
  useEffect(() => {
    if (justPaid && isThere) place.current?.focus()
  }, [justPaid, isThere])
  if (!data) return error ? <LoadFailed error={error} again={refetch} /> : <Loading lines={6} />
  return (
    <article
      ref={place}
      tabIndex={-1}
      aria-label={t('reading.text')}
      lang={data.language ? htmlLang[data.language] : undefined}
      className="grid gap-4 text-lg leading-relaxed [&>*]:min-w-0"
    >
      <ArticleHtml html={data.html} />
    </article>
  )
}
