import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'

export interface PlaceTableProps {
  readonly id: string
  readonly title: string
  readonly caption: string
  readonly valueName: string
  readonly rows: readonly { readonly place: number; readonly name: string; readonly value: string }[]
}

/** One of the leaderboard's lists. Equal ones share a place, so a place is no row's key. */
export function PlaceTable({ id, title, caption, valueName, rows }: PlaceTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section aria-labelledby={id} className="grid content-start gap-3">
      <h2 id={id} className="text-xl font-semibold">
        {title}
      </h2>
      {rows.length === 0 ? (
        <p className="text-soft">{t('leaderboard.empty')}</p>
      ) : (
        <div className="overflow-hidden rounded-3xl border border-line bg-surface">
          <table className="w-full text-left">
            <caption className="sr-only">{caption}</caption>
            <thead className="text-sm text-soft">
              <tr className="border-b border-line [&>th]:px-3 [&>th]:py-3 [&>th]:font-medium [&>th]:whitespace-nowrap sm:[&>th]:px-5">
                <th scope="col">{t('leaderboard.place')}</th>
                <th scope="col">{t('list.name')}</th>
                <th scope="col" className="text-right">
                  {valueName}
                </th>
              </tr>
            </thead>
            <tbody className="tabular-nums">
              {rows.map(({ place, name, value }, row) => (
                <tr
                  key={row}
                  className="border-b border-line last:border-0 [&>*]:px-3 [&>*]:py-3 sm:[&>*]:px-5"
                >
                  <td className="font-semibold">{format.number(place)}</td>
                  <th scope="row" className="w-full font-medium wrap-anywhere">
                    {name}
                  </th>
                  <td className="text-right whitespace-nowrap">{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
