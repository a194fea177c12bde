import { useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { serverNow } from '../api/server-clock.ts'
import { openStream } from './stream.ts'

/** Whether what others do comes by itself. `since`: when it stopped to. */
export type Liveness =
  { readonly kind: 'connecting' | 'live' } | { readonly kind: 'lost'; readonly since: number }

export interface FeedHandlers {
  /** What happened before the stream was open is in the lists alone, so those are looked up after it, never before. */
  readonly onOpen: () => void
  readonly events: Readonly<Record<string, (data: string) => void>>
  /** Nobody needs it any more. */
  readonly onClose?: () => void
}

export interface LiveFeed {
  /** Keeps the stream open as long as a page that needs it is. All of a tab share one. */
  readonly useFeed: () => void
  readonly useLiveness: () => Liveness
}

/** A stream that the parts of a page share. */
export function liveFeed(address: string, handlersFor: (client: QueryClient) => FeedHandlers): LiveFeed {
  const listeners = new Set<() => void>()
  let liveness: Liveness = { kind: 'connecting' }
  let users = 0
  let close: (() => void) | undefined

  function become(next: Liveness): void {
    liveness = next
    for (const listener of listeners) listener()
  }

  function open(client: QueryClient): () => void {
    const { onOpen, events, onClose } = handlersFor(client)
    const shut = openStream(address, {
      onOpen: () => {
        become({ kind: 'live' })
        onOpen()
      },
      onLost: () => {
        if (liveness.kind !== 'lost') become({ kind: 'lost', since: serverNow() })
      },
      onPause: () => become({ kind: 'connecting' }),
      events,
    })
    return () => {
      shut()
      onClose?.()
      become({ kind: 'connecting' })
    }
  }

  function useFeed(): void {
    const client = useQueryClient()
    useEffect(() => {
      users += 1
      close ??= open(client)
      return () => {
        users -= 1
        if (users > 0) return
        close?.()
        close = undefined
      }
    }, [client])
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { useFeed, useLiveness: () => useSyncExternalStore(subscribe, () => liveness) }
}
