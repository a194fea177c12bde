import { useId } from 'react'

export interface ChoiceProps<T extends string> {
  /** The question; `isTitled` leaves it to screen readers, where a heading asks it already. */
  readonly legend: string
  readonly isTitled?: boolean
  /** What the browser keeps the answers apart by. */
  readonly name: string
  readonly options: readonly { readonly value: T; readonly name: string; readonly meaning: string }[]
  readonly value: T | undefined
  readonly onChoose: (value: T) => void
  readonly problem?: string | undefined
}

/** One of a few, each with what it means. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { legend, isTitled = false, name, options, value, onChoose, problem } = props
  const id = useId()
  return (
    <fieldset aria-describedby={problem ? `${id}-problem` : undefined} className="grid gap-2">
      <legend className={isTitled ? 'sr-only' : 'mb-1.5 font-medium'}>{legend}</legend>
      {options.map((option) => (
        <div
          key={option.value}
          className="relative flex gap-3 rounded-2xl border border-edge px-4 py-3 has-checked:bg-raised has-checked:shadow-[inset_0_0_0_2px_var(--color-latch)]"
        >
          <input
            id={`${id}-${option.value}`}
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            aria-describedby={`${id}-${option.value}-means`}
            onChange={() => onChoose(option.value)}
            className="relative z-1 mt-1 size-4 shrink-0 accent-latch"
          />
          <div>
            <label
              htmlFor={`${id}-${option.value}`}
              className="cursor-pointer font-medium after:absolute after:inset-0"
            >
              {option.name}
            </label>
            <p id={`${id}-${option.value}-means`} className="text-sm text-soft">
              {option.meaning}
            </p>
          </div>
        </div>
      ))}
      {problem && (
        <p id={`${id}-problem`} className="text-sm font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
