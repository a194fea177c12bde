import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Message } from '../api/types.ts'
import { Tag } from '../console/tag.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useReasonWords } from './reason-words.ts'
import { StateMark } from './state-mark.tsx'

/** One message of a list: to whom, how it stands, what, by whom and when. */
export function MessageItem({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reasonWords = useReasonWords()
  return (
    <div className="grid gap-1">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Link
          to={`/messages/${message.id}`}
          className="inline-flex min-h-8 items-center font-semibold wrap-anywhere text-ink underline decoration-line underline-offset-4 hover:decoration-current"
        >
          {t('messages.toWhom', { name: message.client.name })}
        </Link>
        <StateMark state={message.state} />
        {message.contradicted && <Tag>{t('messages.contradictedShort')}</Tag>}
      </p>
      <p className="line-clamp-2 wrap-anywhere">{message.text}</p>
      <p className="text-sm text-soft wrap-anywhere">
        {t('message.by', {
          who: message.sentBy?.name ?? t('messages.nobody'),
          when: format.dateTime(Date.parse(message.askedAt)),
        })}
        {message.reason !== null && <> · {reasonWords(message.reason)}</>}
      </p>
    </div>
  )
}
