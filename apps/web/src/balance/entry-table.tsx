import { useTranslation } from 'react-i18next'
import type { Entry } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { EntryWords } from './entry-words.tsx'

export interface EntryTableProps {
  readonly items: readonly Entry[]
  readonly caption: string
}

/** Changes, newest first, each with what it was, its sign written out, and the balance after it. */
export function EntryTable({ items, caption }: EntryTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="overflow-hidden rounded-3xl border border-line bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-sm text-soft">
          <tr className="border-b border-line [&>th]:px-3 [&>th]:py-3 [&>th]:font-medium [&>th]:whitespace-nowrap sm:[&>th]:px-5">
            <th scope="col">{t('log.what')}</th>
            <th scope="col" className="text-right">
              {t('log.amount')}
            </th>
            <th scope="col" className="text-right">
              {t('log.balance')}
            </th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {items.map((entry) => (
            <tr
              key={entry.seq}
              data-kind={entry.kind}
              className="border-b border-line align-top last:border-0 [&>*]:px-3 [&>*]:py-3 sm:[&>*]:px-5"
            >
              <th scope="row" className="w-full font-normal">
                <EntryWords entry={entry} />
                <time dateTime={entry.at} className="block text-sm text-soft">
                  {format.dateTime(Date.parse(entry.at))}
                </time>
              </th>
              <td className="text-right font-semibold whitespace-nowrap">{format.signed(entry.amount)}</td>
              <td className="text-right whitespace-nowrap">{format.number(entry.balance)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
