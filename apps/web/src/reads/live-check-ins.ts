import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { queryKeys } from '../query-client.ts'
import { liveFeed } from './live-feed.ts'
import type { FeedHandlers, Liveness } from './live-feed.ts'
import { noCheckIns, withCheckIn } from './live-items.ts'
import type { LiveCheckIn, LiveCheckIns } from './live-items.ts'

const listeners = new Set<() => void>()
let checkIns = noCheckIns
const feed = liveFeed('/api/check-ins/stream', handlersFor)

/** Keeps the stream open as long as a page that shows check-ins is. */
export function useLiveStream(): void {
  feed.useFeed()
}

/** Whether check-ins of others come by themselves. */
export function useLiveness(): Liveness {
  return feed.useLiveness()
}

/** The check-ins that came by the stream since it is open. */
export function useLiveCheckIns(): LiveCheckIns {
  return useSyncExternalStore(subscribe, () => checkIns)
}

function handlersFor(client: QueryClient): FeedHandlers {
  return {
    onOpen: () => void client.invalidateQueries({ queryKey: queryKeys.list }),
    onClose: () => become(noCheckIns),
    events: {
      'check-in': (data) => become(withCheckIn(checkIns, JSON.parse(data) as LiveCheckIn)),
      'new-period': () => {
        become(noCheckIns)
        void client.invalidateQueries()
      },
    },
  }
}

function become(next: LiveCheckIns): void {
  checkIns = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
