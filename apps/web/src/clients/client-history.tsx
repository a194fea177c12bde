import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { MessageHistory } from '../messages/message-history.tsx'
import { MessageItem } from '../messages/message-item.tsx'
import { useMessages } from '../reads/use-messages.ts'
import { ListStates } from '../ui/list-states.tsx'

/** Every message that was ever meant for a client, newest first, each with all that happened to it. */
export function ClientHistory({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const list = useMessages({ client: id })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="client-history" className="grid gap-4">
      <h2 id="client-history" className="text-xl font-semibold">
        {t('client.history')}
      </h2>
      <ListStates list={list} count={items.length} empty={<p>{t('client.noHistory')}</p>}>
        <ul className="divide-y divide-line overflow-hidden rounded-3xl border border-line bg-surface">
          {items.map((message) => (
            <HistoryItem key={message.id} message={message} />
          ))}
        </ul>
      </ListStates>
    </section>
  )
}

function HistoryItem({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li data-message={message.id} className="grid gap-1 px-4 py-3 sm:px-5">
      <MessageItem message={message} />
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="cursor-pointer py-3 text-sm font-medium">{t('history.show')}</summary>
        <div className="pb-2">{isOpen && <MessageHistory id={message.id} />}</div>
      </details>
    </li>
  )
}
