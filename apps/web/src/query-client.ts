import { QueryClient } from '@tanstack/react-query'
import { mayPass } from './api/trouble.ts'

/**
 * Everything the pages read, by name. One place, so that a change can say which of them it makes stale: what is stale
 * makes stale all whose names begin with its own.
 */
export const queryKeys = {
  session: ['session'],
  checkIns: ['check-ins'],
  today: ['check-ins', 'today'],
  list: ['check-ins', 'list'],
  month: (month: string) => ['check-ins', 'month', month],
  leaderboard: ['check-ins', 'leaderboard'],
  quota: ['quota'],
  cards: ['quota', 'cards'],
  entries: (card: number) => ['quota', 'entries', card],
  articles: ['articles'],
  articleText: (slug: string) => ['article-text', slug],
  clients: ['clients'],
  clientList: (search: string) => ['clients', 'list', search],
  client: (id: string) => ['clients', 'one', id],
  messages: ['messages'],
  messageList: (state: string, client: string) => ['messages', 'list', state, client],
  message: (id: string) => ['messages', 'one', id],
  gateways: ['gateways'],
  handset: ['handset'],
  handsetMessages: (number: string) => ['handset', 'messages', number],
  handsetBehaviour: ['handset', 'behaviour'],
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
