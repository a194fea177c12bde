import { useTranslation } from 'react-i18next'
import type { MonthDay } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { DayMark, markOf } from './day-mark.tsx'
import { useMarkName } from './use-mark-name.ts'

export interface DayCellProps {
  readonly day: MonthDay
  /** Makes a missed day a button; called with it. */
  readonly onMakeUp: (day: MonthDay) => void
}

/** One day of the calendar: its number, its mark and what it paid; for a screen reader one sentence instead. */
export function DayCell({ day, onMakeUp }: DayCellProps) {
  if (!day.canMakeUp) {
    return (
      <div className="flex min-h-18 flex-col items-center gap-1 py-1.5">
        <Face day={day} />
      </div>
    )
  }
  return (
    <button
      type="button"
      onClick={() => onMakeUp(day)}
      className="flex min-h-18 w-full flex-col items-center gap-1 rounded-xl py-1.5 transition hover:bg-raised"
    >
      <Face day={day} />
    </button>
  )
}

function Face({ day }: { readonly day: MonthDay }) {
  const { t } = useTranslation()
  const format = useFormat()
  const markName = useMarkName()
  const mark = markOf(day)
  const paid = day.reward === null ? undefined : t('calendar.paid', { amount: format.number(day.reward) })
  const bonus = day.bonus ? t('calendar.bonus', { bonus: format.number(day.bonus) }) : undefined
  const sentence = [`${format.civilDay(day.period)}: ${markName(mark)}`, paid, bonus].filter(Boolean)
  return (
    <>
      <span className="sr-only">{sentence.join(', ')}</span>
      <span aria-hidden="true" className="text-sm font-medium tabular-nums">
        {format.number(Number(day.period.slice(-2)))}
      </span>
      <DayMark mark={mark} />
      {paid && (
        <span aria-hidden="true" className="text-xs text-soft tabular-nums">
          {paid}
          {bonus && <span className="text-latch">{' ★'}</span>}
        </span>
      )}
    </>
  )
}
