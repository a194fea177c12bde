import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { lookForMessagesS, useLiveMessages } from '../reads/live-messages.ts'
import { LiveSign } from '../ui/live-sign.tsx'

/** Keeps what the page shows of messages live, and says whether it is. */
export function LiveMessages() {
  const { t } = useTranslation()
  const format = useFormat()
  const liveness = useLiveMessages()
  const words = {
    connecting: () => t('live.connecting'),
    live: () => t('console.live'),
    lost: () =>
      t('console.lost', {
        time: liveness.kind === 'lost' ? format.time(liveness.since) : '',
        count: lookForMessagesS,
      }),
  }
  return <LiveSign liveness={liveness}>{words[liveness.kind]()}</LiveSign>
}
