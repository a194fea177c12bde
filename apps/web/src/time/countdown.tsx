import { countdown } from '../i18n/format.ts'
import { useNow } from './use-now.ts'

/** The time left, ticking. It is for the eye: a text beside it says the same as a time of day, once. */
export function Countdown({ until, className }: { readonly until: number; readonly className?: string }) {
  const now = useNow()
  return (
    <span aria-hidden="true" data-countdown className={`tabular-nums ${className ?? ''}`}>
      {countdown(until - now)}
    </span>
  )
}
