import { Label } from 'radix-ui'
import { useId } from 'react'
import type { ComponentProps } from 'react'

export interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'id' | 'onChange' | 'value'> {
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly onChoose: (value: string) => void
}

/** A labelled choice from a list. Its hint is read out with it. */
export function SelectField({ label, hint, onChoose, children, ...select }: SelectFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={id} className="font-medium">
        {label}
      </Label.Root>
      <select
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChoose(event.target.value)}
        className="min-h-11 w-full rounded-xl border border-edge bg-raised px-3 text-base text-ink"
        {...select}
      >
        {children}
      </select>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}
