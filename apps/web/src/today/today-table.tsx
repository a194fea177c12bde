import { useTranslation } from 'react-i18next'
import type { ListItem } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { keyOf } from '../reads/live-items.ts'

export interface TodayTableProps {
  readonly items: readonly ListItem[]
  /** The reader's own place in the day, if there is one. */
  readonly ownRank: number | null
}

/** Who has checked in, in the order of the day. The reader's own row is marked by a word, not by colour alone. */
export function TodayTable({ items, ownRank }: TodayTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="overflow-hidden rounded-3xl border border-line bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">{t('list.caption')}</caption>
        <thead className="text-sm text-soft">
          <tr className="border-b border-line [&>th]:px-3 [&>th]:py-3 [&>th]:font-medium [&>th]:whitespace-nowrap sm:[&>th]:px-5">
            <th scope="col">{t('list.rank')}</th>
            <th scope="col">{t('list.name')}</th>
            <th scope="col">{t('list.time')}</th>
            <th scope="col" className="text-right">
              {t('list.streak')}
            </th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {items.map((item) => (
            <tr
              key={keyOf(item)}
              className="border-b border-line last:border-0 [&>*]:px-3 [&>*]:py-3 sm:[&>*]:px-5"
              data-own={(ownRank != null && item.rank === ownRank) || undefined}
            >
              <td className="font-semibold whitespace-nowrap">
                {item.rank === null ? '' : format.number(item.rank)}
              </td>
              <th scope="row" className="w-full font-medium wrap-anywhere">
                {item.name}
                {ownRank != null && item.rank === ownRank && (
                  <span className="ml-2 rounded-full bg-latch px-2 py-0.5 text-xs font-medium whitespace-nowrap text-on-latch">
                    {t('list.you')}
                  </span>
                )}
              </th>
              <td className="whitespace-nowrap text-soft">
                <time dateTime={item.claimedAt}>{format.time(Date.parse(item.claimedAt))}</time>
              </td>
              <td className="text-right whitespace-nowrap">{t('list.days', { count: item.streak })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
