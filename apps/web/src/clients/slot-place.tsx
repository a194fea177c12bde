import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client, LimitRule } from '../api/types.ts'
import { useMay } from '../console/use-may.ts'
import { Notice } from '../ui/notice.tsx'
import { Composer } from './composer.tsx'
import { SendWords } from './send-words.tsx'
import { SlotRecord } from './slot-record.tsx'
import { useSend } from './use-send.ts'

export interface SlotPlaceProps {
  readonly client: Client
  readonly memberId: string
}

/** The one place for the day's message: its form while the slot is open, and who has sent what once it is taken. */
export function SlotPlace({ client, memberId }: SlotPlaceProps) {
  const { t } = useTranslation()
  const control = useSend(memberId, client.id)
  const { slot, rule } = client
  const place = useRef<HTMLDivElement>(null)
  const hasAnswer = control.state.kind === 'queued' || control.state.kind === 'already'
  useEffect(() => {
    if (hasAnswer) place.current?.focus()
  }, [hasAnswer])
  return (
    <section
      aria-labelledby="slot"
      className="grid gap-4 rounded-3xl border border-line bg-surface p-5 sm:p-6"
    >
      <div>
        <h2 id="slot" className="text-xl font-semibold">
          {t('slot.title')}
        </h2>
        <RuleWords rule={rule} />
      </div>
      <SendWords control={control} slot={slot} memberId={memberId} />
      <div ref={place} tabIndex={-1} className="grid gap-4">
        {slot.open ? (
          <OpenSlot client={client} control={control} />
        ) : (
          <SlotRecord client={client} memberId={memberId} onTakenBack={control.takenBack} />
        )}
      </div>
    </section>
  )
}

interface OpenSlotProps {
  readonly client: Client
  readonly control: ReturnType<typeof useSend>
}

function OpenSlot({ client, control }: OpenSlotProps) {
  const { t } = useTranslation()
  const maySend = useMay('sender')
  if (!maySend) return <p>{t('slot.openViewer')}</p>
  if (client.optedOut) return <Notice>{t('slot.optedOut')}</Notice>
  return <Composer client={client} control={control} />
}

/** The limit, in the server's own words. */
function RuleWords({ rule }: { readonly rule: LimitRule }) {
  const { t } = useTranslation()
  return (
    <p className="text-soft" data-rule>
      {t('slot.rule', { sentence: rule.sentence })}{' '}
      {rule.onFailed === 'release' ? t('slot.failedReleases') : t('slot.failedConsumes')}
    </p>
  )
}
