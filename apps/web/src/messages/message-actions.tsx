import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { ActWords } from './act-words.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { DecisionWords } from './decision-words.tsx'
import { TakeBack } from './take-back.tsx'
import { useAct } from './use-act.ts'
import { useDecide } from './use-decide.ts'

/** What whoever is reading may do about a message as it stands; nothing where there is nothing to do. */
export function MessageActions({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const { busy, outcome, act } = useAct(message.id)
  const decision = useDecide()
  const [asks, setAsks] = useState(false)
  const { may } = message
  return (
    <div className="grid gap-3">
      {may.cancel && <TakeBack message={message} />}
      {(may.lookUp || may.resolve) && (
        <div className="flex flex-wrap gap-3">
          {may.lookUp && (
            <Button look="quiet" busy={busy !== undefined} onClick={() => void act('look-up')}>
              {busy === undefined ? t('act.lookUp') : t('states.working')}
            </Button>
          )}
          {may.resolve && <Button onClick={() => setAsks(true)}>{t('decide.open')}</Button>}
        </div>
      )}
      <ActWords outcome={outcome} />
      <DecisionWords outcome={decision.outcome} />
      {asks && <DecideDialog messages={[message]} control={decision} onClose={() => setAsks(false)} />}
    </div>
  )
}
