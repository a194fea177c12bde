import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, Verdict } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { DecideControl } from './use-decide.ts'

export interface DecideDialogProps {
  readonly messages: readonly Message[]
  readonly control: DecideControl
  readonly onClose: () => void
}

/** Asks what became of messages whose outcome nobody knows, what makes the person think so, and says what follows. */
export function DecideDialog({ messages, control: { busy, decideOn }, onClose }: DecideDialogProps) {
  const { t } = useTranslation()
  const [verdict, setVerdict] = useState<Verdict>()
  const [reason, setReason] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const isMissing = reason.trim() === ''

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    setIsChecked(true)
    if (busy || verdict === undefined || isMissing) return
    await decideOn({ messages, verdict, reason: reason.trim() })
    onClose()
  }

  return (
    <Dialog title={t('decide.title', { count: messages.length })} onCancel={onClose}>
      <ul className="max-h-32 overflow-y-auto text-sm text-soft">
        {messages.map(({ id, client, number }) => (
          <li key={id} className="wrap-anywhere">
            {client.name} <span className="tabular-nums">{number}</span>
          </li>
        ))}
      </ul>
      <form noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
        <Choice
          name="verdict"
          legend={t('decide.question')}
          options={[
            { value: 'sent', name: t('decide.sent'), meaning: t('decide.sentMeans') },
            { value: 'not-sent', name: t('decide.notSent'), meaning: t('decide.notSentMeans') },
          ]}
          value={verdict}
          onChoose={setVerdict}
          problem={isChecked && verdict === undefined ? t('decide.verdictMissing') : undefined}
        />
        <TextField
          name="reason"
          rows={2}
          label={t('decide.reason')}
          hint={t('decide.reasonHint')}
          problem={isChecked && isMissing ? t('decide.reasonMissing') : undefined}
          value={reason}
          onText={setReason}
          maxLength={500}
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" busy={busy}>
            {busy ? t('states.working') : t('decide.confirm')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('states.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
