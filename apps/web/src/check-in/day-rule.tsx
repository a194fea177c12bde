import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { useTodayList } from '../reads/use-today-list.ts'

/** The site's own rule, in the site's own zone: it says why the reset falls where it does in the reader's. */
export function DayRule() {
  const { t } = useTranslation()
  const format = useFormat()
  const rule = useTodayList().data?.pages[0]?.rule
  if (!rule) return null
  return (
    <p className="text-sm text-soft">
      {t('nextSlot.rule', { time: rule.resetAt, zone: format.zoneName(rule.zone) })}
    </p>
  )
}
