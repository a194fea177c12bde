import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { MessageState } from '../api/types.ts'
import { LiveMessages } from '../console/live-messages.tsx'
import { StaffOnly } from '../console/staff-only.tsx'
import { useMessages } from '../reads/use-messages.ts'
import { ListStates } from '../ui/list-states.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { GatewayStates } from './gateway-states.tsx'
import { MessageList } from './message-list.tsx'
import { StateLinks, stateOf } from './state-links.tsx'
import { UnknownQueue } from './unknown-queue.tsx'

/** All messages by state; those whose outcome nobody knows with the decisions that they wait for. */
export function MessagesPage() {
  const { t } = useTranslation()
  return (
    <div className="grid gap-6">
      <PageHeading title={t('messages.title')} />
      <StaffOnly atLeast="viewer">
        <Messages />
      </StaffOnly>
    </div>
  )
}

function Messages() {
  const [query] = useSearchParams()
  const state = stateOf(query.get('state'))
  const list = useMessages({ state })
  const items = list.isPlaceholderData ? [] : (list.data?.pages.flatMap((page) => page.items) ?? [])
  const counts = list.data?.pages[0]?.counts
  return (
    <>
      <GatewayStates />
      <StateLinks counts={counts} state={state} />
      <LiveMessages />
      {state === 'unknown' ? (
        <UnknownQueue items={items} list={list} />
      ) : (
        <ListStates list={list} count={items.length} empty={<Empty state={state} />}>
          <MessageList items={items} />
        </ListStates>
      )}
    </>
  )
}

function Empty({ state }: { readonly state: MessageState | undefined }) {
  const { t } = useTranslation()
  return <p>{state === undefined ? t('messages.empty') : t('messages.noMatch')}</p>
}
