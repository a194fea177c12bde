import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../ui/button.tsx'
import { PageHeading } from '../ui/page-heading.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto grid max-w-xl justify-items-start gap-5 py-10">
      <PageHeading kicker={t('notFound.kicker')} title={t('notFound.title')} />
      <p className="text-lg text-soft">{t('notFound.text')}</p>
      <Link to="/" className={buttonClass()}>
        {t('notFound.home')}
      </Link>
    </div>
  )
}
