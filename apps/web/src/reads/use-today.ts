import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { serverNow } from '../api/server-clock.ts'
import type { CheckIn, Today } from '../api/types.ts'
import { queryKeys } from '../query-client.ts'

// Browsers keep a timer's delay in 32 bits; a longer one would fire at once.
const longestTimerMs = 2_147_483_647

/** What the server knows of the member's running day; asked only for someone who is signed in. */
export function useToday(signedIn: boolean) {
  return useQuery({
    queryKey: queryKeys.today,
    queryFn: ({ signal }) => lookAtToday(signal),
    enabled: signedIn,
  })
}

export async function lookAtToday(signal?: AbortSignal): Promise<Today> {
  return (await call('get', '/api/check-ins/today', { signal, expect: [200] })).body
}

/** Shows at once what the answer to the press has told, without asking for it again. */
export function rememberCheckIn(client: QueryClient, checkIn: CheckIn): void {
  client.setQueryData<Today>(queryKeys.today, (before) =>
    before ? { ...before, checkedIn: true, opensAt: checkIn.resetsAt, checkIn } : before,
  )
}

/** Looks again when the running day ends, so that a page left open overnight offers the new day by itself. */
export function useFreshAt(instant: number | undefined): void {
  const client = useQueryClient()
  useEffect(() => {
    if (instant === undefined) return
    const waitMs = instant - serverNow()
    if (waitMs > longestTimerMs) return
    // A second later than the end: the answer's clock counts in whole seconds.
    const timer = setTimeout(() => void client.invalidateQueries(), Math.max(waitMs, 0) + 1_000)
    return () => clearTimeout(timer)
  }, [client, instant])
}
