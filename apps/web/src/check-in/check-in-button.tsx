import { useTranslation } from 'react-i18next'
import { useSecondsLeft } from '../time/use-seconds-left.ts'
import type { Press } from './use-check-in.ts'

export interface CheckInButtonProps {
  readonly press: Press
  readonly onPress: () => void
}

/** The one dominant action. It keeps its place and the focus while it works; a second press then does nothing. */
export function CheckInButton({ press, onPress }: CheckInButtonProps) {
  const { t } = useTranslation()
  const waitS = useSecondsLeft(press.kind === 'busy' ? press.until : 0)
  const working = press.kind === 'sending' || press.kind === 'looking'
  const blocked = working || waitS > 0
  return (
    <button
      type="button"
      aria-disabled={blocked || undefined}
      onClick={() => blocked || onPress()}
      className="flex size-full flex-col items-center justify-center rounded-full bg-sun px-6 text-center text-on-sun shadow-[0_10px_40px_-12px_var(--color-sun)] transition hover:bg-sun-bright active:scale-[0.98] aria-disabled:opacity-80"
    >
      <span className={`text-3xl font-semibold sm:text-4xl ${working ? 'animate-breathe' : ''}`}>
        {label(working, waitS)}
      </span>
    </button>
  )

  function label(isWorking: boolean, seconds: number): string {
    if (isWorking) return t('checkIn.pressing')
    return seconds > 0 ? t('checkIn.waitSeconds', { count: seconds }) : t('checkIn.press')
  }
}
