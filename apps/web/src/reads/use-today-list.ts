import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

const refreshMs = 30_000

/** The public list of the running day, in rank order, page by page. */
export function useTodayList() {
  return useInfiniteQuery({
    queryKey: queryKeys.list,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam }
      return (await call('get', '/api/check-ins', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Somebody who scrolls through many pages is not disturbed, and does not ask for all of them again and again.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? refreshMs : false),
  })
}
