import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useReasonWords } from './reason-words.ts'

/** What a message's state means for whoever waits for it: why it is so, what comes next, and what is not known. */
export function MessageNews({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const words = useStateWords()
  return (
    <>
      <p className="text-soft">{words(message)}</p>
      {message.contradicted && (
        <p data-contradicted className="font-medium text-danger">
          {t('messages.contradicted')}
        </p>
      )}
    </>
  )
}

function useStateWords(): (message: Message) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const reasonWords = useReasonWords()
  return ({ state, reason, dueAt }) => {
    const why = reason === null ? '' : reasonWords(reason)
    switch (state) {
      case 'pending':
        return t('news.pending')
      case 'held':
        return dueAt === null || reason === 'undo'
          ? t('news.held', { why })
          : t('news.heldUntil', { why, time: format.dateTime(Date.parse(dueAt)) })
      case 'sending':
        return t('news.sending')
      case 'sent':
        return t('news.sent')
      case 'delivered':
        return t('news.delivered')
      case 'unknown':
        return t('news.unknown')
      case 'failed':
        return t('news.failed', { why })
      case 'undelivered':
        return t('news.undelivered')
      case 'cancelled':
        return t('news.cancelled', { why })
    }
  }
}
