import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageState } from '../api/types.ts'

const line = { className: 'fill-none stroke-current', strokeWidth: 2.2, strokeLinecap: 'round' } as const

/** A shape for every state, so that no state hangs on a colour: open while something is to come, filled once it left. */
const shapes: Readonly<Record<MessageState, ReactElement>> = {
  pending: <circle cx="8" cy="8" r="5.5" {...line} />,
  held: <path d="M5.5 3.5v9M10.5 3.5v9" {...line} />,
  sending: <path d="M2.5 8h10M9 4.5L12.5 8L9 11.5" {...line} />,
  sent: <circle cx="8" cy="8" r="5.5" className="fill-current" />,
  delivered: <path d="M2.5 8.5l3.5 3.5l7.5 -8" {...line} />,
  unknown: <path d="M5 5.5a3 3 0 1 1 4 3c-.8.4-1 .8-1 1.7M8 13.2v.1" {...line} />,
  failed: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" {...line} />,
  undelivered: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" {...line} />,
  cancelled: <path d="M3 8h10" {...line} />,
}

const inks: Readonly<Record<MessageState, string>> = {
  pending: 'text-soft',
  held: 'text-soft',
  sending: 'text-link',
  sent: 'text-latch',
  delivered: 'text-latch',
  unknown: 'text-danger',
  failed: 'text-danger',
  undelivered: 'text-danger',
  cancelled: 'text-soft',
}

/** What a state is called. */
export function useStateName(): (state: MessageState) => string {
  const { t } = useTranslation()
  const names = {
    pending: t('messageStates.pending'),
    held: t('messageStates.held'),
    sending: t('messageStates.sending'),
    sent: t('messageStates.sent'),
    delivered: t('messageStates.delivered'),
    unknown: t('messageStates.unknown'),
    failed: t('messageStates.failed'),
    undelivered: t('messageStates.undelivered'),
    cancelled: t('messageStates.cancelled'),
  } satisfies Record<MessageState, string>
  return (state) => names[state]
}

/** A message's state by a shape and its name. */
export function StateMark({ state }: { readonly state: MessageState }) {
  const stateName = useStateName()
  return (
    <span
      data-state={state}
      className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${inks[state]}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 shrink-0">
        {shapes[state]}
      </svg>
      {stateName(state)}
    </span>
  )
}
