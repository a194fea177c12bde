import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

/** The member's reading cards by number, with what is on each; asked only for someone who is signed in. */
export function useCards(signedIn = true) {
  return useQuery({
    queryKey: queryKeys.cards,
    queryFn: async ({ signal }) => (await call('get', '/api/cards', { signal, expect: [200] })).body,
    enabled: signedIn,
  })
}
