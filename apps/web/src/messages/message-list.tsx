import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { MessageItem } from './message-item.tsx'

/** Messages, newest first. */
export function MessageList({ items }: { readonly items: readonly Message[] }) {
  const { t } = useTranslation()
  return (
    <ul
      aria-label={t('messages.title')}
      className="divide-y divide-line overflow-hidden rounded-3xl border border-line bg-surface"
    >
      {items.map((message) => (
        <li key={message.id} data-message={message.id} className="px-4 py-3 sm:px-5">
          <MessageItem message={message} />
        </li>
      ))}
    </ul>
  )
}
