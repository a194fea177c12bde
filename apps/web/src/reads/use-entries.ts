import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** The change log of one card, newest first, page by page. */
export function useEntries(card: number) {
  return useInfiniteQuery({
    queryKey: queryKeys.entries(card),
    queryFn: async ({ pageParam, signal }) => {
      const query = { card: String(card), ...(pageParam === null ? {} : { cursor: pageParam }) }
      return (await call('get', '/api/quota/entries', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}
