import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** The member's days of one month ("2026-11"), or of the running one. Another month keeps the last one's place till it is there. */
export function useMonth(month: string | undefined) {
  return useQuery({
    queryKey: queryKeys.month(month ?? ''),
    queryFn: async ({ signal }) => {
      const query = month === undefined ? {} : { month }
      return (await call('get', '/api/check-ins/me', { query, signal, expect: [200] })).body
    },
    placeholderData: keepPreviousData,
  })
}
