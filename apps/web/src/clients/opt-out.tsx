import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { Client } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { useClientRefusal } from './client-refusals.ts'
import { useChangeClient } from './use-change-client.ts'

/** Notes that a client wants no messages, or wants them again. Asked first: it stops or lets through what others send. */
export function OptOut({ client }: { readonly client: Client }) {
  const { t } = useTranslation()
  const refusal = useClientRefusal()
  const change = useChangeClient(client.id)
  const [asks, setAsks] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<NoAnswer | Refused>()
  const isOut = client.optedOut !== null
  const action = isOut ? t('client.optIn') : t('client.optOut')

  async function confirm(): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    try {
      await change({ optedOut: !isOut })
      setAsks(false)
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setTrouble(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Button look="quiet" onClick={() => setAsks(true)}>
        {action}
      </Button>
      {asks && (
        <Dialog title={action} onCancel={() => setAsks(false)}>
          <p>
            {isOut
              ? t('client.optInMeans', { name: client.name })
              : t('client.optOutMeans', { name: client.name })}
          </p>
          {trouble && <Notice look="bad">{refusal(trouble)}</Notice>}
          <div className="flex flex-wrap gap-3">
            <Button busy={busy} onClick={() => void confirm()}>
              {busy ? t('states.working') : action}
            </Button>
            <Button look="quiet" onClick={() => setAsks(false)}>
              {t('states.cancel')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
