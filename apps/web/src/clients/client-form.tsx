import { useRef, useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { NoAnswer, Refused } from '../api/trouble.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { useClientRefusal } from './client-refusals.ts'
import { ZoneSelect } from './zone-select.tsx'

export interface ClientFacts {
  readonly name: string
  readonly number: string
  /** Empty: taken from the number, if it tells one. */
  readonly zone: string
}

export interface ClientFormProps {
  readonly before: ClientFacts
  readonly action: string
  /** Throws `Refused` or `NoAnswer` when it did not work; the form then says so and keeps what was typed. */
  readonly submit: (facts: ClientFacts) => Promise<void>
  readonly onCancel: () => void
}

/** The form of adding and of changing a client. Numbers are checked by the server, which has the rules of every country. */
export function ClientForm({ before, action, submit, onCancel }: ClientFormProps) {
  const { t } = useTranslation()
  const refusal = useClientRefusal()
  const [facts, setFacts] = useState(before)
  const [isChecked, setIsChecked] = useState(false)
  const [trouble, setTrouble] = useState<NoAnswer | Refused>()
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const missing = { name: facts.name.trim() === '', number: facts.number.trim() === '' }

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (busy) return
    setIsChecked(true)
    setTrouble(undefined)
    const wrong = missing.name ? 'name' : missing.number ? 'number' : undefined
    if (wrong) return form.current?.querySelector<HTMLInputElement>(`[name=${wrong}]`)?.focus()
    setBusy(true)
    try {
      await submit({ ...facts, name: facts.name.trim(), number: facts.number.trim() })
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setTrouble(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
      <Field
        name="name"
        label={t('clientForm.name')}
        autoComplete="off"
        value={facts.name}
        onChange={(event) => setFacts({ ...facts, name: event.target.value })}
        problem={isChecked && missing.name ? t('clientForm.nameMissing') : undefined}
      />
      <Field
        name="number"
        type="tel"
        label={t('clientForm.number')}
        hint={t('clientForm.numberHint')}
        autoComplete="off"
        value={facts.number}
        onChange={(event) => setFacts({ ...facts, number: event.target.value })}
        problem={isChecked && missing.number ? t('clientForm.numberMissing') : undefined}
      />
      <ZoneSelect value={facts.zone} onChoose={(zone) => setFacts({ ...facts, zone })} />
      {trouble && <Notice look="bad">{refusal(trouble)}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={busy}>
          {busy ? t('states.working') : action}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t('states.cancel')}
        </Button>
      </div>
    </form>
  )
}
