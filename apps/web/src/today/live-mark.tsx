import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { useLiveness, useLiveStream } from '../reads/live-check-ins.ts'
import { lookIntervalS } from '../reads/use-today-list.ts'
import { LiveSign } from '../ui/live-sign.tsx'

/** Keeps the list live and says whether it is. */
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
  return <LiveSign liveness={liveness}>{words[liveness.kind]()}</LiveSign>
}
