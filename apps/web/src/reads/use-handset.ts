import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** How often the telephones are looked at. */
export const lookAtHandsetS = 2

/** What arrived at the telephones, newest first, page by page; at all of them, or at one. */
export function useHandsetMessages(number: string) {
  return useInfiniteQuery({
    queryKey: queryKeys.handsetMessages(number),
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(number === '' ? {} : { number }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }
      return (await call('get', '/api/handset/messages', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? lookAtHandsetS * 1_000 : false),
  })
}

/** How the handset behaves now. */
export function useHandsetBehaviour() {
  return useQuery({
    queryKey: queryKeys.handsetBehaviour,
    queryFn: async ({ signal }) =>
      (await call('get', '/api/handset/behaviour', { signal, expect: [200] })).body,
  })
}
