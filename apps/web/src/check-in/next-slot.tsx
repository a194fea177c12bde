import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { Countdown } from '../time/countdown.tsx'
import { useNow } from '../time/use-now.ts'
import { useTodayList } from '../reads/use-today-list.ts'
import { DayRule } from './day-rule.tsx'

export interface NextSlotProps {
  readonly resetsAt: number
  readonly latched: boolean
}

/** When the running day ends, as a time of the reader's own day and as the time left. Nobody can guess 08:00. */
export function NextSlot({ resetsAt, latched }: NextSlotProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const rule = useTodayList().data?.pages[0]?.rule
  const when = { day: format.day(resetsAt, now), time: format.time(resetsAt) }
  return (
    <div className="text-center text-balance">
      <p>{latched ? t('nextSlot.opens', when) : t('nextSlot.openUntil', when)}</p>
      <p className="text-soft">
        <Countdown until={resetsAt} className="text-2xl font-medium" />
      </p>
      {rule && <DayRule rule={rule} />}
    </div>
  )
}
