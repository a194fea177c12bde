import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { MessageState } from '../api/types.ts'
import { queryKeys } from '../query-client.ts'
import { useLookInterval } from './live-messages.ts'

export interface MessageFilter {
  readonly state?: MessageState | undefined
  /** Those to one client. */
  readonly client?: string
}

/** Messages, newest first, page by page, with how many there are in every state. */
export function useMessages({ state, client }: MessageFilter) {
  const interval = useLookInterval()
  return useInfiniteQuery({
    queryKey: queryKeys.messageList(state ?? '', client ?? ''),
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(state === undefined ? {} : { state }),
        ...(client === undefined ? {} : { client }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }
      return (await call('get', '/api/messages', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: known }) => (known.data?.pages.length === 1 ? interval : false),
  })
}

/** One message, with all that happened to it. */
export function useMessage(id: string, enabled = true) {
  return useQuery({
    queryKey: queryKeys.message(id),
    queryFn: async ({ signal }) =>
      (await call('get', '/api/messages/{id}', { params: { id }, signal, expect: [200] })).body,
    enabled,
    refetchInterval: useLookInterval(),
  })
}
