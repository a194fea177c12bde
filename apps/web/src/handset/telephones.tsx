import { useTranslation } from 'react-i18next'
import type { HandsetMessage } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** What arrived, as on telephones: one for each number, the newest message of all on the first. */
export function Telephones({ messages }: { readonly messages: readonly HandsetMessage[] }) {
  const { t } = useTranslation()
  return (
    <ul aria-label={t('handset.telephones')} className="grid gap-4 sm:grid-cols-2">
      {[...byNumber(messages)].map(([number, arrived]) => (
        <li
          key={number}
          data-telephone={number}
          className="grid content-start gap-3 rounded-[2rem] border-2 border-edge bg-surface px-4 pt-3 pb-5"
        >
          <p className="text-center text-sm font-semibold tabular-nums">{number}</p>
          {arrived.map((message) => (
            <Bubble key={message.id} message={message} />
          ))}
        </li>
      ))}
    </ul>
  )
}

function Bubble({ message }: { readonly message: HandsetMessage }) {
  const { t } = useTranslation()
  const format = useFormat()
  const receipts = {
    none: t('handset.receiptNone'),
    waiting: t('handset.receiptWaiting'),
    sent: t('handset.receiptSent'),
    'given-up': t('handset.receiptGivenUp'),
  } satisfies Record<HandsetMessage['receipt'], string>
  return (
    <div data-arrived className="grid gap-1">
      <p className="rounded-2xl rounded-bl-md bg-ground px-3.5 py-2.5 whitespace-pre-wrap wrap-anywhere">
        {message.text}
      </p>
      <p className="px-1 text-xs text-soft">
        <time dateTime={message.arrivedAt}>{format.precise(Date.parse(message.arrivedAt))}</time>
        {' · '}
        {receipts[message.receipt]}
      </p>
      <p className="px-1 text-xs text-soft wrap-anywhere">
        {t('handset.attempt', { id: message.attemptId })}
      </p>
    </div>
  )
}

function byNumber(messages: readonly HandsetMessage[]): ReadonlyMap<string, readonly HandsetMessage[]> {
  const found = new Map<string, HandsetMessage[]>()
  for (const message of messages) found.set(message.number, [...(found.get(message.number) ?? []), message])
  return found
}
