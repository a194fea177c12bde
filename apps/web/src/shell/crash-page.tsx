import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { PageHeading } from '../ui/page-heading.tsx'

/** In the place of a page that failed. A part that no longer exists after an update is the usual reason: reload. */
export function CrashPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto grid max-w-xl justify-items-start gap-5 px-4 py-16">
      <PageHeading title={t('crash.title')} />
      <p className="text-lg text-soft">{t('crash.text')}</p>
      <Button onClick={() => globalThis.location.reload()}>{t('crash.reload')}</Button>
    </div>
  )
}
