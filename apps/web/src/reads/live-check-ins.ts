import { useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { serverNow } from '../api/server-clock.ts'
import { queryKeys } from '../query-client.ts'
import { noCheckIns, withCheckIn } from './live-items.ts'
import type { LiveCheckIns } from './live-items.ts'
import { openStream } from './stream.ts'

/** Whether check-ins of others come by themselves. `since`: when they stopped to. */
export type Liveness =
  { readonly kind: 'connecting' | 'live' } | { readonly kind: 'lost'; readonly since: number }

interface LiveState {
  readonly liveness: Liveness
  readonly checkIns: LiveCheckIns
}

const connecting: LiveState = { liveness: { kind: 'connecting' }, checkIns: noCheckIns }
const listeners = new Set<() => void>()
let state = connecting
let users = 0
let close: (() => void) | undefined

/** Keeps the stream open as long as a page that shows check-ins is. All of a tab share one. */
export function useLiveStream(): void {
  const client = useQueryClient()
  useEffect(() => {
    users += 1
    close ??= openStream(streamHandlers(client))
    return () => {
      users -= 1
      if (users > 0) return
      close?.()
      close = undefined
      become(connecting)
    }
  }, [client])
}

export function useLiveness(): Liveness {
  return useSyncExternalStore(subscribe, () => state.liveness)
}

/** The check-ins that came by the stream since it is open. */
export function useLiveCheckIns(): LiveCheckIns {
  return useSyncExternalStore(subscribe, () => state.checkIns)
}

function streamHandlers(client: QueryClient): Parameters<typeof openStream>[0] {
  return {
    // What happened before the stream was open is in the list alone, so that is looked up after it, and never before.
    onOpen: () => {
      become({ ...state, liveness: { kind: 'live' } })
      void client.invalidateQueries({ queryKey: queryKeys.list })
    },
    onLost: () => {
      if (state.liveness.kind !== 'lost') become({ ...state, liveness: { kind: 'lost', since: serverNow() } })
    },
    onPause: () => become({ ...state, liveness: { kind: 'connecting' } }),
    onCheckIn: (checkIn) => become({ ...state, checkIns: withCheckIn(state.checkIns, checkIn) }),
    onNewPeriod: () => {
      become({ ...state, checkIns: noCheckIns })
      void client.invalidateQueries()
    },
  }
}

function become(next: LiveState): void {
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
