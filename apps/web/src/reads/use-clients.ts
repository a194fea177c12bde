import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { queryKeys } from '../query-client.ts'
import { useLookInterval } from './live-messages.ts'

/** The clients whose name or number has this in it, page by page. */
export function useClients(search: string) {
  const interval = useLookInterval()
  return useInfiniteQuery({
    queryKey: queryKeys.clientList(search),
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(search === '' ? {} : { search }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }
      return (await call('get', '/api/clients', { query, signal, expect: [200] })).body
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? interval : false),
  })
}

/** One client, with the slot of the running day. */
export function useClient(id: string, enabled = true) {
  const language = useLanguage()
  return useQuery({
    queryKey: [...queryKeys.client(id), language],
    queryFn: async ({ signal }) =>
      (await call('get', '/api/clients/{id}', { params: { id }, language, signal, expect: [200] })).body,
    enabled,
    refetchInterval: useLookInterval(),
  })
}
