import type { ComponentProps } from 'react'

const looks = {
  strong: 'bg-strong text-on-strong hover:opacity-90',
  quiet: 'border border-edge text-ink hover:bg-raised',
  danger: 'border border-danger text-danger hover:bg-raised',
  bare: 'text-ink hover:bg-raised',
} as const

/** The classes of a button, for a link that looks like one. */
export function buttonClass(look: keyof typeof looks = 'strong'): string {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-full px-5 font-medium transition ${looks[look]} aria-disabled:opacity-60`
}

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks
  /** Shows that the press is under way. The button keeps its place and the focus; further presses do nothing. */
  readonly busy?: boolean
}

export function Button({
  look = 'strong',
  busy = false,
  className = '',
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={busy || undefined}
      className={`${buttonClass(look)} ${className}`}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      {...rest}
    />
  )
}
