import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { useSecondsLeft } from '../time/use-seconds-left.ts'
import { Button } from '../ui/button.tsx'
import { ActWords } from './act-words.tsx'
import { useAct } from './use-act.ts'

export interface TakeBackProps {
  readonly message: Message
  readonly onTakenBack?: (message: Message) => void
}

/**
 * Takes back a message that has not left yet. The time that is left for it runs on the server: it does not hang on this
 * page, and ends when the server says so.
 */
export function TakeBack({ message, onTakenBack }: TakeBackProps) {
  const { t } = useTranslation()
  const { busy, outcome, act } = useAct(message.id)
  const isUndo = message.dueAt !== null && hasUndoWindow(message)
  const seconds = useSecondsLeft(message.dueAt === null ? 0 : Date.parse(message.dueAt))

  async function onPress(): Promise<void> {
    const result = await act('cancel')
    if (result.kind === 'done') onTakenBack?.(result.message)
  }

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button look="quiet" busy={busy !== undefined} onClick={() => void onPress()}>
          {busy === undefined ? t('act.takeBack') : t('states.working')}
        </Button>
        {isUndo && (
          <p aria-hidden="true" data-undo className="tabular-nums">
            {seconds > 0 ? t('act.leavesIn', { count: seconds }) : t('act.leaves')}
          </p>
        )}
      </div>
      <ActWords outcome={outcome} />
    </div>
  )
}

/** One that was just sent, or that waited for a zone and is let go. */
function hasUndoWindow({ state, reason }: Message): boolean {
  return (state === 'held' && reason === 'undo') || (state === 'pending' && reason === 'zone-set')
}
