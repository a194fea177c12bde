import { Label } from 'radix-ui'
import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'

export interface TextFieldProps extends Omit<ComponentProps<'textarea'>, 'id' | 'onChange' | 'value'> {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the text, or undefined. */
  readonly problem?: string | undefined
  readonly value: string
  readonly onText: (text: string) => void
}

/** A labelled text of several lines. Hint and problem are read out with it. */
export function TextField({ label, hint, problem, onText, ...area }: TextFieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={id} className="font-medium">
        {label}
      </Label.Root>
      <textarea
        id={id}
        rows={4}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onText(event.target.value)}
        className="rounded-xl border border-edge bg-raised px-3.5 py-2.5 text-base text-ink read-only:bg-ground aria-invalid:border-danger"
        {...area}
      />
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </div>
      )}
      {problem && (
        <p id={`${id}-problem`} className="text-sm font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
