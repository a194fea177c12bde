import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Refused } from '../api/trouble.ts'
import type { MessageRecord } from '../api/types.ts'
import { LiveMessages } from '../console/live-messages.tsx'
import { StaffOnly } from '../console/staff-only.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useMessage } from '../reads/use-messages.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { EventList } from './event-list.tsx'
import { MessageActions } from './message-actions.tsx'
import { MessageNews } from './message-news.tsx'
import { ReceiptList } from './receipt-list.tsx'
import { StateMark } from './state-mark.tsx'

const linkClass = 'font-medium text-link underline underline-offset-4'

/** One message: how it stands, what may be done about it, and everything that happened to it. */
export function MessagePage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <PageHeading title={t('message.title')} />
      <StaffOnly atLeast="viewer">
        <Known id={id} />
      </StaffOnly>
    </div>
  )
}

function Known({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useMessage(id)
  const isGone = error instanceof Refused && [400, 404].includes(error.status)
  if (isGone) return <Notice>{t('message.gone')}</Notice>
  if (!data) return error ? <LoadFailed error={error} again={refetch} /> : <Loading />
  return (
    <>
      <LiveMessages />
      {error && <LoadFailed error={error} again={refetch} />}
      <Facts message={data} />
      <MessageActions message={data} />
      <section aria-labelledby="history" className="grid gap-4">
        <h2 id="history" className="text-xl font-semibold">
          {t('history.title')}
        </h2>
        <EventList events={data.events} />
      </section>
      <section aria-labelledby="receipts" className="grid gap-4">
        <h2 id="receipts" className="text-xl font-semibold">
          {t('receipts.title')}
        </h2>
        <ReceiptList receipts={data.receipts} />
      </section>
    </>
  )
}

function Facts({ message }: { readonly message: MessageRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <article className="grid gap-4 rounded-3xl border border-line bg-surface p-5 sm:p-6">
      <div aria-live="polite" className="grid gap-1">
        <p className="text-lg">
          <StateMark state={message.state} />
        </p>
        <MessageNews message={message} />
      </div>
      <blockquote className="rounded-2xl border-l-4 border-latch bg-ground px-4 py-3 whitespace-pre-wrap wrap-anywhere">
        {message.text}
      </blockquote>
      <p>
        {t('message.to')}{' '}
        <Link to={`/clients/${message.client.id}`} className={linkClass}>
          {message.client.name}
        </Link>{' '}
        <span className="tabular-nums">{message.number}</span>
      </p>
      <p className="text-soft">
        {t('message.by', {
          who: message.sentBy?.name ?? t('messages.nobody'),
          when: format.dateTime(Date.parse(message.askedAt)),
        })}{' '}
        {t('message.facts', {
          period: message.period,
          zone: message.zone,
          gateway: message.gateway,
          count: message.segments,
        })}
      </p>
    </article>
  )
}
