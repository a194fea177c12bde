import { useTranslation } from 'react-i18next'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { useArticles } from '../reads/use-articles.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { ArticleItem } from './article-item.tsx'

/** The articles there are, what each costs, and which of them the reader has paid for. */
export function ReadingPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useArticles()
  const unit = useUnitName(data?.unit ?? '')
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <div className="grid gap-2">
        <PageHeading title={t('reading.title')} />
        <p className="text-soft">{t('reading.intro')}</p>
      </div>
      {error && <LoadFailed error={error} again={refetch} />}
      {!data && !error && <Loading lines={4} />}
      {data?.items.length === 0 && <Notice>{t('reading.empty')}</Notice>}
      {data && data.items.length > 0 && (
        <ul className="grid gap-4">
          {data.items.map((article) => (
            <ArticleItem key={article.slug} article={article} unit={unit} />
          ))}
        </ul>
      )}
    </div>
  )
}
