import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useMember } from '../accounts/use-session.ts'
import { Refused } from '../api/trouble.ts'
import type { Client } from '../api/types.ts'
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
  useFreshAt(opensAtOf(client))
  const isGone = error instanceof Refused && [400, 404].includes(error.status)
  if (isGone) return <Notice>{t('client.gone')}</Notice>
  if (!client || !member) return error ? <LoadFailed error={error} again={refetch} /> : <Loading />
  return (
    <>
      <LiveMessages />
      {error && <LoadFailed error={error} again={refetch} />}
      {client.sharedWith > 0 && <Notice>{t('client.shared', { count: client.sharedWith })}</Notice>}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <SlotPlace client={client} memberId={member.id} />
        <ClientCard client={client} />
      </div>
      <ClientHistory id={id} />
    </>
  )
}

/** When the page has to be looked up again by the clock: as soon as a taken slot is over. */
function opensAtOf(client: Client | undefined): number | undefined {
  if (!client || client.slot.open || client.slot.opensAt === null) return undefined
  return Date.parse(client.slot.opensAt)
}
