import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Client, Message } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { MessageNews } from '../messages/message-news.tsx'
import { StateMark } from '../messages/state-mark.tsx'
import { TakeBack } from '../messages/take-back.tsx'
import { useNow } from '../time/use-now.ts'

export interface SlotRecordProps {
  readonly client: Client
  readonly memberId: string
  readonly onTakenBack: (message: Message) => void
}

/** Who has the day's slot: who sent, when, what, how it stands, and when the next slot opens. */
export function SlotRecord({ client, memberId, onTakenBack }: SlotRecordProps) {
  const { t } = useTranslation()
  const { message } = client.slot
  return (
    <>
      {message ? (
        <Winner client={client} message={message} memberId={memberId} onTakenBack={onTakenBack} />
      ) : (
        <p className="font-medium">
          {client.slot.opensAt === null ? t('slot.zoneUnknown') : t('slot.taken')}
        </p>
      )}
      {client.slot.opensAt !== null && <Opens opensAt={Date.parse(client.slot.opensAt)} />}
    </>
  )
}

interface WinnerProps extends SlotRecordProps {
  readonly message: Message
}

function Winner({ client, message, memberId, onTakenBack }: WinnerProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const asked = Date.parse(message.askedAt)
  const facts = {
    who: message.sentBy?.name ?? t('messages.nobody'),
    day: format.day(asked, now),
    time: format.time(asked),
  }
  const isOurs = message.sentBy?.id === memberId
  return (
    <article data-winner className="grid gap-3">
      <p className="text-lg font-medium text-balance">
        {isOurs ? t('slot.you', facts) : t('slot.other', facts)}
      </p>
      {message.client.id !== client.id && (
        <p>
          {t('slot.byNumber', { number: message.number })}{' '}
          <Link
            to={`/clients/${message.client.id}`}
            className="font-medium text-link underline underline-offset-4"
          >
            {message.client.name}
          </Link>
        </p>
      )}
      <blockquote className="rounded-2xl border-l-4 border-latch bg-ground px-4 py-3 whitespace-pre-wrap wrap-anywhere">
        {message.text}
      </blockquote>
      <div aria-live="polite" className="grid gap-1">
        <p>
          <StateMark state={message.state} />
        </p>
        <MessageNews message={message} />
      </div>
      {message.may.cancel && <TakeBack message={message} onTakenBack={onTakenBack} />}
      <p>
        <Link to={`/messages/${message.id}`} className="font-medium text-link underline underline-offset-4">
          {t('messages.open')}
        </Link>
      </p>
    </article>
  )
}

function Opens({ opensAt }: { readonly opensAt: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  return (
    <p data-opens className="text-soft">
      {t('slot.opens', { day: format.day(opensAt, now), time: format.time(opensAt) })}
    </p>
  )
}
