import { useTranslation } from 'react-i18next'
import type { Month } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Facts } from '../ui/facts.tsx'

/** The streak, the check-ins in all, and the make-ups that are left. */
export function MonthFacts({ month: { streak, claims, makeUp } }: { readonly month: Month }) {
  const { t } = useTranslation()
  const format = useFormat()
  const left = makeUp && {
    name: t('calendar.left'),
    value: t('calendar.leftOf', { left: format.number(makeUp.left), all: format.number(makeUp.perMonth) }),
  }
  return (
    <Facts
      facts={[
        { name: t('calendar.streak'), value: t('calendar.days', { count: streak }) },
        { name: t('calendar.total'), value: format.number(claims) },
        ...(left ? [left] : []),
      ]}
    />
  )
}
