import type { QueryClient } from '@tanstack/react-query'
import { queryKeys } from '../query-client.ts'
import { gather } from './gather.ts'
import { liveFeed } from './live-feed.ts'
import type { FeedHandlers, Liveness } from './live-feed.ts'

/** How often messages are asked for while they do not come by themselves. */
export const lookForMessagesS = 5

const feed = liveFeed('/api/messages/stream', handlersFor)

/** Keeps everything about messages on the page as new as the server has it. */
export function useLiveMessages(): Liveness {
  feed.useFeed()
  return feed.useLiveness()
}

/** For what is looked up: how often, in milliseconds, while it does not come by itself. */
export function useLookInterval(): number | false {
  return feed.useLiveness().kind === 'live' ? false : lookForMessagesS * 1_000
}

/** One move of a message, as the stream tells it. */
export interface Move {
  readonly id: string
  readonly clientId: string
}

/** Looks again at what these moves made stale, or at everything about messages. */
export async function refreshMessages(client: QueryClient, moves?: readonly Move[]): Promise<void> {
  await client.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, moves) })
}

/** Whether what is kept under a name may be other than before, now that these moves are known. */
export function isTouched(queryKey: readonly unknown[], moves?: readonly Move[]): boolean {
  const [area, kind, of, client] = queryKey
  if (area === queryKeys.gateways[0]) return true
  if (area !== queryKeys.clients[0] && area !== queryKeys.messages[0]) return false
  if (moves === undefined) return true
  if (kind === 'one')
    return moves.some((move) => of === (area === queryKeys.clients[0] ? move.clientId : move.id))
  return area === queryKeys.clients[0] || !client || moves.some((move) => move.clientId === client)
}

function handlersFor(client: QueryClient): FeedHandlers {
  const look = gather<Move>(async (moves) => await refreshMessages(client, moves))
  return {
    onOpen: () => void refreshMessages(client),
    events: { message: (data) => look(JSON.parse(data) as Move) },
  }
}
