import { useTranslation } from 'react-i18next'
import type { CheckIn } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Facts } from '../ui/facts.tsx'

/** The rest of the record: the balance after it, and when it was. */
export function DayFacts({ checkIn }: { readonly checkIn: CheckIn }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Facts
      facts={[
        { name: t('facts.balance'), value: format.number(checkIn.balance) },
        { name: t('facts.checkedInAt'), value: format.time(Date.parse(checkIn.claimedAt)) },
      ]}
    />
  )
}
