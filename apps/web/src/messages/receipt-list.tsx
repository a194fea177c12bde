import { useTranslation } from 'react-i18next'
import type { Receipt } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** What the gateway reported after the sending, and what each report did. */
export function ReceiptList({ receipts }: { readonly receipts: readonly Receipt[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const statuses = {
    accepted: t('receipts.accepted'),
    delivered: t('receipts.delivered'),
    undelivered: t('receipts.undelivered'),
  } satisfies Record<Receipt['status'], string>
  const verdicts = {
    moved: t('receipts.moved'),
    noted: t('receipts.noted'),
    contradicts: t('receipts.contradicts'),
  } satisfies Record<Receipt['verdict'], string>
  if (receipts.length === 0) return <p className="text-soft">{t('receipts.none')}</p>
  return (
    <ul aria-label={t('receipts.title')} className="grid gap-3">
      {receipts.map((receipt, index) => (
        <li
          key={index}
          data-receipt={receipt.verdict}
          className={`grid gap-0.5 border-l-2 pl-4 ${receipt.verdict === 'contradicts' ? 'border-danger' : 'border-line'}`}
        >
          <p className="font-medium">
            {statuses[receipt.status]}
            {receipt.code !== null && <span className="text-soft"> ({receipt.code})</span>}
          </p>
          <p className="text-sm text-soft">
            <time dateTime={receipt.at}>{format.precise(Date.parse(receipt.at))}</time>
            {' · '}
            {t('history.attempt', { count: receipt.attempt })}
            {receipt.times > 1 && <> · {t('receipts.times', { count: receipt.times })}</>}
            {' · '}
            {verdicts[receipt.verdict]}
          </p>
        </li>
      ))}
    </ul>
  )
}
