import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** The longest running streaks and the most check-ins of all members. */
export function useLeaderboard() {
  return useQuery({
    queryKey: queryKeys.leaderboard,
    queryFn: async ({ signal }) => (await call('get', '/api/leaderboard', { signal, expect: [200] })).body,
  })
}
