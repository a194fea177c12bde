import { useTranslation } from 'react-i18next'
import type { ImportReport } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** What is wrong with a file, row by row, in the server's words: it wrote them in the reader's language. */
export function RowErrors({ errors }: { readonly errors: ImportReport['errors'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="overflow-hidden rounded-3xl border border-line bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">{t('importing.errors')}</caption>
        <thead className="text-sm text-soft">
          <tr className="border-b border-line [&>th]:px-3 [&>th]:py-3 [&>th]:font-medium sm:[&>th]:px-5">
            <th scope="col">{t('importing.row')}</th>
            <th scope="col">{t('importing.column')}</th>
            <th scope="col">{t('importing.problem')}</th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {errors.map((error, index) => (
            <tr
              key={index}
              data-row={error.row}
              className="border-b border-line align-top last:border-0 [&>*]:px-3 [&>*]:py-3 sm:[&>*]:px-5"
            >
              <th scope="row" className="font-semibold">
                {format.number(error.row)}
              </th>
              <td className="whitespace-nowrap">{error.column}</td>
              <td className="w-full wrap-anywhere">{error.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
