import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ClientItem } from '../api/types.ts'
import { Tag } from '../console/tag.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { StateMark } from '../messages/state-mark.tsx'

/** Clients with what has to be known before writing to them. */
export function ClientList({ items }: { readonly items: readonly ClientItem[] }) {
  const { t } = useTranslation()
  return (
    <ul
      aria-label={t('clients.title')}
      className="divide-y divide-line overflow-hidden rounded-3xl border border-line bg-surface"
    >
      {items.map((client) => (
        <li
          key={client.id}
          className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] sm:items-center sm:px-5"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                to={`/clients/${client.id}`}
                className="inline-flex min-h-8 items-center text-lg font-semibold wrap-anywhere text-ink underline decoration-line underline-offset-4 hover:decoration-current"
              >
                {client.name}
              </Link>
              {client.optedOut && <Tag>{t('clients.optedOut')}</Tag>}
              {client.zone === null && <Tag>{t('clients.zoneUnknown')}</Tag>}
            </p>
            <p className="text-sm text-soft tabular-nums">{client.number}</p>
          </div>
          <Latest client={client} />
        </li>
      ))}
    </ul>
  )
}

function Latest({ client: { latest } }: { readonly client: ClientItem }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (latest === null) return <p className="text-sm text-soft">{t('clients.noMessage')}</p>
  const who = latest.sentBy?.name ?? t('messages.nobody')
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm" data-latest>
      <StateMark state={latest.state} />
      <span className="text-soft wrap-anywhere">
        {t('clients.latest', { who, when: format.dateTime(Date.parse(latest.askedAt)) })}
      </span>
    </p>
  )
}
