import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../i18n/use-format.ts'
import { keyOf } from '../reads/live-items.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { LiveMark } from './live-mark.tsx'
import { useListItems } from './use-list-items.ts'

const shown = 8

/** The first few of the day, beside the dial. */
export function TodayPreview() {
  const { t } = useTranslation()
  const format = useFormat()
  const { list, items } = useListItems()
  return (
    <section aria-labelledby="today-preview" className="grid content-start gap-4 lg:pt-8">
      <h2 id="today-preview" className="text-xl font-semibold">
        {t('list.previewTitle')}
      </h2>
      <LiveMark />
      {list.isPending && <Loading lines={4} />}
      {list.isError && <LoadFailed error={list.error} again={list.refetch} />}
      {list.data && items.length === 0 && <p className="text-soft">{t('list.empty')}</p>}
      {items.length > 0 && (
        <>
          <ol className="grid">
            {items.slice(0, shown).map((item) => (
              <li
                key={keyOf(item)}
                className="flex items-baseline gap-4 border-b border-line py-2.5 tabular-nums"
              >
                <span className="w-8 shrink-0 text-right font-semibold">
                  {item.rank === null ? '' : format.number(item.rank)}
                </span>
                <span className="min-w-0 flex-1 truncate">{item.name}</span>
                <time dateTime={item.claimedAt} className="text-sm text-soft">
                  {format.time(Date.parse(item.claimedAt))}
                </time>
              </li>
            ))}
          </ol>
          <Link to="/today" className="justify-self-start font-medium text-link underline underline-offset-4">
            {t('list.all')}
          </Link>
        </>
      )}
    </section>
  )
}
