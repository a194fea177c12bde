import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** The member's reading cards and what is on them. */
export function useQuota() {
  return useQuery({
    queryKey: queryKeys.quota,
    queryFn: async ({ signal }) => (await call('get', '/api/quota', { signal, expect: [200] })).body,
  })
}
