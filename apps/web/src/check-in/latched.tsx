import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckIn } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'

export interface LatchedProps {
  readonly checkIn: CheckIn
  /** Whether the member has just pressed here: then the focus, which was on the button, comes along. */
  readonly justPressed: boolean
}

/** What stands in the button's place once the day is checked in: the reward, the place in the day, the streak. */
export function Latched({ checkIn, justPressed }: LatchedProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const unitName = useUnitName(checkIn.unit)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (justPressed) place.current?.focus()
  }, [justPressed])
  return (
    <div
      ref={place}
      tabIndex={-1}
      data-latched
      className={`flex size-full flex-col items-center justify-center rounded-full bg-disc px-4 text-center text-on-disc ${justPressed ? 'animate-latched' : ''}`}
    >
      <p className="text-base font-medium">{t('checkIn.done')}</p>
      <p className="text-5xl leading-none font-semibold tracking-tight tabular-nums sm:text-7xl">
        {t('checkIn.reward', { amount: format.number(checkIn.reward) })}
      </p>
      <p className="mt-1 text-base font-medium">{unitName}</p>
      {checkIn.bonus > 0 && (
        <p className="text-sm">{t('checkIn.bonus', { bonus: format.number(checkIn.bonus) })}</p>
      )}
      <p className="mt-3 text-sm">
        {checkIn.rank !== null && (
          <span className="block">{t('checkIn.order', { count: checkIn.rank, ordinal: true })}</span>
        )}
        <span className="block">{t('checkIn.streak', { count: checkIn.streak })}</span>
      </p>
    </div>
  )
}
