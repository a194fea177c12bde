import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { ActWords } from './act-words.tsx'
import { MessageItem } from './message-item.tsx'
import { useAct } from './use-act.ts'

export interface UnknownItemProps {
  readonly message: Message
  /** Undefined where there is nothing to choose from. */
  readonly isChosen: boolean | undefined
  readonly onChoose: (isChosen: boolean) => void
  readonly onDecide: () => void
}

/** One message of the queue. What is done about it shows once the server has answered, and not before. */
export function UnknownItem({ message, isChosen, onChoose, onDecide }: UnknownItemProps) {
  const { t } = useTranslation()
  const { busy, outcome, act } = useAct(message.id)
  return (
    <li
      data-message={message.id}
      className="grid gap-3 rounded-3xl border border-line bg-surface px-4 py-4 sm:px-5"
    >
      <div className="flex gap-3">
        {isChosen !== undefined && message.may.resolve && (
          <input
            type="checkbox"
            aria-label={t('decide.choose', { name: message.client.name })}
            checked={isChosen}
            onChange={(event) => onChoose(event.target.checked)}
            className="mt-1.5 size-5 shrink-0 accent-latch"
          />
        )}
        <div className="min-w-0 flex-1">
          <MessageItem message={message} />
        </div>
      </div>
      {(message.may.lookUp || message.may.resolve) && (
        <div className="flex flex-wrap gap-3">
          {message.may.lookUp && (
            <Button look="quiet" busy={busy !== undefined} onClick={() => void act('look-up')}>
              {busy === undefined ? t('act.lookUp') : t('states.working')}
            </Button>
          )}
          {message.may.resolve && (
            <Button look="quiet" onClick={onDecide}>
              {t('decide.open')}
            </Button>
          )}
        </div>
      )}
      <ActWords outcome={outcome} />
    </li>
  )
}
