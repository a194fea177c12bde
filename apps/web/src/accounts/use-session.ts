import { useQuery, useQueryClient } from '@tanstack/react-query'
import { signOut, whoIsSignedIn } from '../api/accounts.ts'
import type { Member } from '../api/accounts.ts'
import { queryKeys } from '../query-client.ts'
import { tellOtherTabs } from '../tabs.ts'

/** The question who is signed in here, with its troubles. */
export function useSession() {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => whoIsSignedIn(signal),
    staleTime: 60_000,
  })
}

/** `undefined` while nobody knows, `null` for a visitor. */
export function useMember(): Member | null | undefined {
  return useSession().data
}

/** Call it after signing in or out: everything shown belongs to somebody else now, here and in the other tabs. */
export function useAccountChanged(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    tellOtherTabs('account-changed')
    await client.resetQueries()
  }
}

export function useSignOut(): () => Promise<void> {
  const accountChanged = useAccountChanged()
  return async () => {
    await signOut()
    await accountChanged()
  }
}
