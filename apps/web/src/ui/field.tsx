import { Label } from 'radix-ui'
import { useId } from 'react'
import type { ComponentProps } from 'react'

export interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with the value, or undefined. */
  readonly problem?: string | undefined
}

/** A labelled input. Hint and problem are read out with it. */
export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Label.Root htmlFor={id} className="font-medium">
        {label}
      </Label.Root>
      <input
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        className="min-h-11 rounded-xl border border-edge bg-raised px-3.5 text-base text-ink file:mr-3 file:h-10.5 file:cursor-pointer file:font-medium aria-invalid:border-danger"
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className="text-sm font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
