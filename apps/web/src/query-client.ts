import { QueryClient } from '@tanstack/react-query'
import { mayPass } from './api/trouble.ts'

/** Everything the pages read, by name. One place, so that a change can say which of them it makes stale. */
export const queryKeys = {
  session: ['session'],
  today: ['check-ins', 'today'],
  list: ['check-ins', 'list'],
  quota: ['quota'],
} as const

/**
 * Reads are asked twice more when no answer came; a refusal is an answer and is not asked again.
 * `networkMode: 'always'`: a site on one's own computer answers without any network, so the browser's idea of
 * being offline stops nothing here.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
      retryDelay: (attempt) => 500 * 2 ** attempt,
      networkMode: 'always',
      refetchOnReconnect: 'always',
      refetchOnWindowFocus: 'always',
    },
  },
})
