import { useTranslation } from 'react-i18next'
import type { CheckIn } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** The rest of the record: the balance after it, and when it was. */
export function DayFacts({ checkIn }: { readonly checkIn: CheckIn }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = [
    { name: t('facts.balance'), value: format.number(checkIn.balance) },
    { name: t('facts.checkedInAt'), value: format.time(Date.parse(checkIn.claimedAt)) },
  ]
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-3xl border border-line bg-surface">
      {facts.map(({ name, value }) => (
        <div key={name} className="-mr-px -mb-px border-r border-b border-line px-5 py-4">
          <dt className="text-sm text-soft">{name}</dt>
          <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
