import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { useLiveness, useLiveStream } from '../reads/live-check-ins.ts'
import { lookIntervalS } from '../reads/use-today-list.ts'

/** Keeps the list live and says whether it is: a list that stands still looks like one where nothing happens. */
export function LiveMark() {
  const { t } = useTranslation()
  const format = useFormat()
  const liveness = useLiveness()
  useLiveStream()
  const words = {
    connecting: () => t('live.connecting'),
    live: () => t('live.live'),
    lost: () =>
      t('live.lost', {
        time: liveness.kind === 'lost' ? format.time(liveness.since) : '',
        count: lookIntervalS,
      }),
  }
  return (
    <output data-live={liveness.kind} className="flex items-center gap-2 text-sm text-soft">
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 shrink-0">
        {liveness.kind === 'live' ? (
          <circle cx="6" cy="6" r="5" className="fill-latch" />
        ) : (
          <circle cx="6" cy="6" r="4.5" className="fill-none stroke-edge" strokeWidth="1.8" />
        )}
      </svg>
      {words[liveness.kind]()}
    </output>
  )
}
