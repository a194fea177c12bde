import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { MembersOnly } from '../accounts/members-only.tsx'
import type { Article } from '../api/types.ts'
import { htmlLang } from '../i18n/language.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { useArticles } from '../reads/use-articles.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { ArticleText } from './article-text.tsx'
import { PriceQuestion } from './price-question.tsx'
import { ReadOutcomeWords } from './read-outcome-words.tsx'
import { useReading } from './use-reading.ts'

/** One article: its text for a member who has paid for it, before that its price. */
export function ArticlePage() {
  const { slug = '' } = useParams()
  const { data, error, refetch } = useArticles()
  const article = data?.items.find((one) => one.slug === slug)
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <AllArticles />
      {!data && (error ? <LoadFailed error={error} again={refetch} /> : <Loading lines={6} />)}
      {data && !article && <NoArticle />}
      {data && article && <OneArticle key={slug} article={article} unit={data.unit} />}
    </div>
  )
}

function AllArticles() {
  const { t } = useTranslation()
  return (
    <p>
      <Link to="/reading" className="font-medium text-link underline underline-offset-4">
        {t('reading.all')}
      </Link>
    </p>
  )
}

function NoArticle() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeading title={t('reading.missing')} />
      <p className="text-soft">{t('reading.missingText')}</p>
    </>
  )
}

function OneArticle({ article, unit: code }: { readonly article: Article; readonly unit: string }) {
  const { t } = useTranslation()
  const unit = useUnitName(code)
  const control = useReading(article.slug)
  const isOpen = article.read || article.price === 0 || control.state.kind === 'open'
  const language = article.language ? htmlLang[article.language] : undefined
  return (
    <>
      <div className="grid gap-3">
        <PageHeading title={article.title} lang={language} />
        <p lang={language} className="text-lg text-soft">
          {article.summary}
        </p>
      </div>
      <MembersOnly why={t('reading.membersOnly')}>
        <ReadOutcomeWords state={control.state} isOpen={isOpen} unit={unit} />
        {isOpen ? (
          <ArticleText article={article} justPaid={control.state.kind === 'open'} />
        ) : (
          <PriceQuestion article={article} unit={unit} control={control} />
        )}
      </MembersOnly>
    </>
  )
}
