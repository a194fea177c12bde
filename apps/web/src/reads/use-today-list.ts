import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'
import { useLiveness } from './live-check-ins.ts'

/** How often the list is asked for while it does not come by itself. */
export const lookIntervalS = 30

/** The public list of the running day, in rank order, page by page, as it was when it was last asked for. */
export function useTodayList() {
  const isLive = useLiveness().kind === 'live'
  return useInfiniteQuery({
    queryKey: queryKeys.list,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam }
      return (await call('get', '/api/check-ins', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Somebody who scrolls through many pages is not disturbed, and does not ask for all of them again and again.
    refetchInterval: ({ state }) =>
      !isLive && state.data?.pages.length === 1 ? lookIntervalS * 1_000 : false,
  })
}
