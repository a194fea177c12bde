import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { refreshAfterSpending, tellOtherTabs } from '../tabs.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { addCard } from './add-card.ts'
import type { Added } from './add-card.ts'
import { useCardName } from './use-card-name.ts'

const longestName = 80

/** Adds a card to the member's, with a name or without. */
export function AddCardForm() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [added, setAdded] = useState<Added>()
  const tooLong = name.trim().length > longestName

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (busy || tooLong) return
    setBusy(true)
    const outcome = await addCard(name.trim())
    setAdded(outcome)
    setBusy(false)
    if (outcome.kind === 'added') setName('')
    if (outcome.kind !== 'added' && outcome.kind !== 'unknown') return
    tellOtherTabs('quota-changed')
    await refreshAfterSpending(client)
  }

  return (
    <form noValidate onSubmit={(event) => void onSubmit(event)} className="grid max-w-md gap-3">
      <Field
        name="card-name"
        label={t('cards.label')}
        hint={t('cards.labelHint')}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        problem={tooLong ? t('cards.labelLong', { count: longestName }) : undefined}
      />
      <div>
        <Button type="submit" look="quiet" busy={busy}>
          {busy ? t('states.working') : t('cards.add')}
        </Button>
      </div>
      <p aria-live="polite" className="empty:hidden">
        {added && <AddedWords added={added} />}
      </p>
    </form>
  )
}

function AddedWords({ added }: { readonly added: Added }) {
  const { t } = useTranslation()
  const cardName = useCardName()
  switch (added.kind) {
    case 'added':
      return t('cards.added', { card: cardName(added.card) })
    case 'full':
      return t('cards.full')
    case 'refused':
      return t('cards.notAdded')
    case 'unknown':
      return t('cards.unknown')
  }
}
