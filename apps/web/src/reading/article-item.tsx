import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Article } from '../api/types.ts'
import { htmlLang } from '../i18n/language.ts'
import { Tick } from '../ui/tick.tsx'
import { useFormat } from '../i18n/use-format.ts'

export interface ArticleItemProps {
  readonly article: Article
  readonly unit: string
}

/** One article in the list. Its title is the link; price or read mark stand beside it in words. */
export function ArticleItem({ article, unit }: ArticleItemProps) {
  const { t } = useTranslation()
  return (
    <li className="relative grid gap-2 rounded-3xl border border-line bg-surface p-5 transition hover:border-edge sm:p-6">
      <h2 lang={article.language ? htmlLang[article.language] : undefined} className="text-xl font-semibold">
        <Link to={`/reading/${article.slug}`} className="after:absolute after:inset-0 after:rounded-3xl">
          {article.title}
        </Link>
      </h2>
      <p lang={article.language ? htmlLang[article.language] : undefined} className="text-soft">
        {article.summary}
      </p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <Price article={article} unit={unit} />
        <span className="text-soft">{t('reading.minutes', { count: article.minutes })}</span>
      </p>
    </li>
  )
}

function Price({ article, unit }: ArticleItemProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (article.read) {
    return (
      <span className="flex items-center gap-1.5 font-medium text-latch" data-read>
        <Tick className="size-5" />
        {t('reading.read')}
      </span>
    )
  }
  return (
    <span className="rounded-full border border-edge px-3 py-0.5 font-medium tabular-nums">
      {article.price === 0
        ? t('reading.free')
        : t('reading.price', { price: format.number(article.price), unit })}
    </span>
  )
}
