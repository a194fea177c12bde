import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Entry } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useArticles } from '../reads/use-articles.ts'

/** What a change was: its kind in words, what it was for, and the reason where that does not say it already. */
export function EntryWords({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="block font-medium">
        <Kind entry={entry} />
      </span>
      {entry.article === null && entry.reason && (
        <span className="block text-sm wrap-anywhere">{t('log.reason', { reason: entry.reason })}</span>
      )}
    </>
  )
}

function Kind({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (entry.article !== null) return <ArticleLink slug={entry.article} />
  const day = entry.period === null ? undefined : format.shortDay(entry.period)
  switch (entry.kind) {
    case 'reward':
      return day === undefined ? t('log.reward') : t('log.rewardOf', { day })
    case 'make-up':
      return day === undefined ? t('log.makeUp') : t('log.makeUpOf', { day })
    case 'make-up-cost':
      return day === undefined ? t('log.makeUpCost') : t('log.makeUpCostOf', { day })
    case 'grant':
      return t('log.grant')
    case 'spend':
      return t('log.spend')
    case 'settle':
      return t('log.settle')
    case 'correction':
      return t('log.correction')
  }
}

/** An article that has been taken down since goes by its address. */
function ArticleLink({ slug }: { readonly slug: string }) {
  const { t } = useTranslation()
  const article = useArticles().data?.items.find((one) => one.slug === slug)
  return (
    <Link to={`/reading/${slug}`} className="text-link underline underline-offset-4">
      {t('log.article', { title: article?.title ?? slug })}
    </Link>
  )
}
