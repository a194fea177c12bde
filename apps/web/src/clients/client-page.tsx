import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'react-router'
import { useMember } from '../accounts/use-session.ts'
import { Refused } from '../api/trouble.ts'
import { LiveMessages } from '../console/live-messages.tsx'
import { StaffOnly } from '../console/staff-only.tsx'
import { useClient } from '../reads/use-clients.ts'
import { useFreshAt } from '../reads/use-today.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { ClientCard } from './client-card.tsx'
import { ClientHistory } from './client-history.tsx'
import { SlotPlace } from './slot-place.tsx'

/** One client: the day's message, the client's own facts, and everything that was ever sent. */
export function ClientPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const member = useMember()
  const name = useClient(id, Boolean(member)).data?.name
  return (
    <div className="grid gap-6">
      <PageHeading kicker={name && t('client.kicker')} title={name ?? t('client.title')} />
      <StaffOnly atLeast="viewer">
        <KnownClient key={id} id={id} />
      </StaffOnly>
    </div>
  )
}

function KnownClient({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const member = useMember()
  const { data: client, error, refetch } = useClient(id)
  useFreshAt(client && !client.slot.open ? Date.parse(client.slot.opensAt) : undefined)
  const isGone = error instanceof Refused && [400, 404].includes(error.status)
  if (isGone) return <Notice>{t('client.gone')}</Notice>
  if (!client || !member) return error ? <LoadFailed error={error} again={refetch} /> : <Loading />
  return (
    <>
      <LiveMessages />
      {error && <LoadFailed error={error} again={refetch} />}
      <SharedNumber />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <SlotPlace client={client} memberId={member.id} />
        <ClientCard client={client} />
      </div>
      <ClientHistory id={id} />
    </>
  )
}

/** After a client was added whose number others have too: the limit counts for the number as well. */
function SharedNumber() {
  const { t } = useTranslation()
  const state: unknown = useLocation().state
  const others =
    typeof state === 'object' && state !== null && 'sharedWith' in state ? Number(state.sharedWith) : 0
  return others > 0 ? <Notice>{t('client.shared', { count: others })}</Notice> : null
}
