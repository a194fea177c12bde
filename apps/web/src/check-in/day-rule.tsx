import { useTranslation } from 'react-i18next'
import type { ListPage } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** The site's own rule, in the site's own zone: it says why the reset falls where it does in the reader's. */
export function DayRule({ rule }: { readonly rule: ListPage['rule'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <p className="text-sm text-soft">
      {t('nextSlot.rule', { time: rule.resetAt, zone: format.zoneName(rule.zone) })}
    </p>
  )
}
