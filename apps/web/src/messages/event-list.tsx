import { useTranslation } from 'react-i18next'
import type { MessageEvent } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useReasonWords } from './reason-words.ts'
import { useStateName } from './state-mark.tsx'

/** Every move of a message in its order: when, what it became, who did it and why. */
export function EventList({ events }: { readonly events: readonly MessageEvent[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reasonWords = useReasonWords()
  const who = useWho()
  const moveName = useMoveName()
  return (
    <ol aria-label={t('history.title')} className="grid gap-3">
      {events.map((event) => (
        <li key={event.seq} data-event={event.to} className="grid gap-0.5 border-l-2 border-line pl-4">
          <p className="font-medium">{moveName(event)}</p>
          <p className="text-sm text-soft wrap-anywhere">
            <time dateTime={event.at}>{format.precise(Date.parse(event.at))}</time>
            {' · '}
            {who(event)}
            {event.attempt > 0 && <> · {t('history.attempt', { count: event.attempt })}</>}
            {' · '}
            {reasonWords(event.reason)}
            <Detail detail={event.detail} />
          </p>
        </li>
      ))}
    </ol>
  )
}

function useMoveName(): (event: MessageEvent) => string {
  const { t } = useTranslation()
  const stateName = useStateName()
  return ({ from, to }) => {
    if (from === null) return t('history.asked', { state: stateName(to) })
    return from === to ? t('history.noted') : stateName(to)
  }
}

function useWho(): (event: MessageEvent) => string {
  const { t } = useTranslation()
  return ({ by, actor }) => {
    if (by === 'person') return actor?.name ?? t('messages.nobody')
    return by === 'gateway' ? t('history.byGateway') : t('history.byDispatcher')
  }
}

/** What the gateway said, as it said it. */
function Detail({ detail }: { readonly detail: MessageEvent['detail'] }) {
  const { note, ...others } = detail
  const facts = Object.entries(others).filter(([, value]) => ['string', 'number'].includes(typeof value))
  if (typeof note === 'string') return <q className="block text-ink">{note}</q>
  if (facts.length === 0) return null
  return (
    <code className="block text-xs">
      {facts.map(([name, value]) => `${name}: ${String(value)}`).join(', ')}
    </code>
  )
}
