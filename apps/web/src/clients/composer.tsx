import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '../api/types.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { SegmentCounter } from './segment-counter.tsx'
import type { SendControl } from './use-send.ts'

export interface ComposerProps {
  readonly client: Client
  readonly control: SendControl
}

/** The form of a message while the slot is open. After a lost answer its text stands still until that is cleared up. */
export function Composer({ client, control: { draft, state, write, send } }: ComposerProps) {
  const { t } = useTranslation()
  const [isMissing, setIsMissing] = useState(false)
  const isUnknown = state.kind === 'unknown'
  const busy = state.kind === 'sending'

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (busy) return
    setIsMissing(draft.text.trim() === '')
    if (draft.text.trim() !== '') await send()
  }

  return (
    <form noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
      <TextField
        name="text"
        label={t('composer.label', { name: client.name })}
        hint={<SegmentCounter text={draft.text} />}
        problem={isMissing && draft.text.trim() === '' ? t('composer.missing') : undefined}
        value={draft.text}
        onText={write}
        readOnly={busy || isUnknown}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" busy={busy}>
          {busy ? t('states.working') : isUnknown ? t('composer.askAgain') : t('composer.send')}
        </Button>
        <p className="text-sm text-soft">{t('composer.to', { number: client.number })}</p>
      </div>
    </form>
  )
}
