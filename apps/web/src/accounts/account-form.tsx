import { useRef, useState } from 'react'
import type { SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { NoAnswer, Refused } from '../api/trouble.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { passwordLength } from './rules.ts'
import type { Problems, Values } from './rules.ts'
import { useFieldProblem, useRefusalWords } from './words.ts'

export interface NewAccount {
  readonly name: string
  readonly email: string
  readonly password: string
}

export type AccountField = keyof NewAccount

export const allFields: readonly AccountField[] = ['name', 'email', 'password']

export interface AccountFormProps {
  /** What it asks for, in this order. */
  readonly fields: readonly AccountField[]
  /** Whether the password is a new one, or one that is known already. */
  readonly newPassword: boolean
  readonly action: string
  readonly check: (values: Values) => Problems
  /** Throws `Refused` or `NoAnswer` when it did not work; the form then says so and keeps what was typed. */
  readonly submit: (account: NewAccount) => Promise<void>
}

/** The one form of registering, signing in, setting up and confirming by a password. Its messages are ours: the browser's may be in another language. */
export function AccountForm({ fields, newPassword, action, check, submit }: AccountFormProps) {
  const { t } = useTranslation()
  const fieldProblem = useFieldProblem()
  const refusalWords = useRefusalWords()
  const form = useRef<HTMLFormElement>(null)
  const [problems, setProblems] = useState<Problems>({})
  const [trouble, setTrouble] = useState<NoAnswer | Refused>()
  const [busy, setBusy] = useState(false)

  async function onSubmit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (busy) return
    const values = valuesOf(event.currentTarget)
    const found = check(values)
    setProblems(found)
    setTrouble(undefined)
    const [firstWrong] = Object.keys(found)
    if (firstWrong) return form.current?.querySelector<HTMLInputElement>(`[name=${firstWrong}]`)?.focus()
    setBusy(true)
    try {
      await submit({
        name: (values.name ?? '').trim(),
        email: (values.email ?? '').trim(),
        password: values.password ?? '',
      })
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error
      setTrouble(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-5">
      {fields.includes('name') && (
        <Field
          name="name"
          label={t('fields.name')}
          hint={t('fields.nameHint')}
          autoComplete="nickname"
          problem={fieldProblem(problems.name)}
        />
      )}
      {fields.includes('email') && (
        <Field
          name="email"
          type="email"
          label={t('fields.email')}
          autoComplete="email"
          problem={fieldProblem(problems.email)}
        />
      )}
      <Field
        name="password"
        type="password"
        label={newPassword && !fields.includes('email') ? t('fields.newPassword') : t('fields.password')}
        hint={newPassword ? t('fields.passwordHint', { count: passwordLength.min }) : undefined}
        autoComplete={newPassword ? 'new-password' : 'current-password'}
        problem={fieldProblem(problems.password)}
      />
      {trouble && <Notice look="bad">{refusalWords(trouble)}</Notice>}
      <Button type="submit" busy={busy} className="min-h-12 text-lg">
        {busy ? t('states.working') : action}
      </Button>
    </form>
  )
}

function valuesOf(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(entries)
}
