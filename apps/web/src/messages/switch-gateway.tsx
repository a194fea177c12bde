import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import { refreshMessages } from '../reads/live-messages.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'

const paths = { pause: '/api/gateways/{name}/pause', resume: '/api/gateways/{name}/resume' } as const

export interface SwitchGatewayProps {
  readonly name: string
  readonly to: 'pause' | 'resume'
  readonly onClose: () => void
}

/** Stops a gateway from handing anything over, or lets it go on; why is written down. */
export function SwitchGateway({ name, to, onClose }: SwitchGatewayProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const isMissing = reason.trim() === ''
  const action = to === 'pause' ? t('gateways.pause') : t('gateways.resume')

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    setIsChecked(true)
    if (busy || isMissing) return
    setBusy(true)
    try {
      await call('post', paths[to], { params: { name }, body: { reason: reason.trim() }, expect: [200] })
      await refreshMessages(client)
      onClose()
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setFailed(true)
      setBusy(false)
    }
  }

  return (
    <Dialog title={t('gateways.question', { action, name })} onCancel={onClose}>
      <p>{to === 'pause' ? t('gateways.pauseMeans') : t('gateways.resumeMeans')}</p>
      <form noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
        <TextField
          name="reason"
          rows={2}
          label={t('decide.reason')}
          problem={isChecked && isMissing ? t('decide.reasonMissing') : undefined}
          value={reason}
          onText={setReason}
          maxLength={500}
        />
        {failed && <Notice look="bad">{t('states.failed')}</Notice>}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" busy={busy}>
            {busy ? t('states.working') : action}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('states.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
