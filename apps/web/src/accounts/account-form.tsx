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

export interface AccountFormProps {
  /** Whether it makes an account, or opens one that is there. */
  readonly makes: boolean
  readonly action: string
  readonly check: (values: Values) => Problems
  /** Throws `Refused` or `NoAnswer` when it did not work; the form then says so and keeps what was typed. */
  readonly submit: (account: NewAccount) => Promise<void>
}

/** The one form of registering, signing in and setting up. Its messages are ours: the browser's may be in another language. */
export function AccountForm({ makes, action, check, submit }: AccountFormProps) {
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
      {makes && (
        <Field
          name="name"
          label={t('fields.name')}
          hint={t('fields.nameHint')}
          autoComplete="nickname"
          problem={fieldProblem(problems.name)}
        />
      )}
      <Field
        name="email"
        type="email"
        label={t('fields.email')}
        autoComplete="email"
        problem={fieldProblem(problems.email)}
      />
      <Field
        name="password"
        type="password"
        label={t('fields.password')}
        hint={makes ? t('fields.passwordHint', { count: passwordLength.min }) : undefined}
        autoComplete={makes ? 'new-password' : 'current-password'}
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
