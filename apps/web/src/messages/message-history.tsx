import { useMessage } from '../reads/use-messages.ts'
import { LoadFailed, Loading } from '../ui/load-states.tsx'
import { EventList } from './event-list.tsx'

/** All that happened to one message, asked for when it is shown. */
export function MessageHistory({ id }: { readonly id: string }) {
  const { data, error, refetch } = useMessage(id)
  if (!data) return error ? <LoadFailed error={error} again={refetch} /> : <Loading lines={2} />
  return <EventList events={data.events} />
}
