import type { QueryClient } from '@tanstack/react-query'
import { queryKeys } from './query-client.ts'

type News = 'checked-in' | 'quota-changed' | 'account-changed'

const channel = new BroadcastChannel('daylatch')

/** Tells this browser's other tabs what happened here. They look at the server; the news carries no facts. */
export function tellOtherTabs(news: News): void {
  channel.postMessage(news)
}

/** Looks again at whatever another tab's news made stale. Gives the function that stops listening. */
export function listenToOtherTabs(client: QueryClient): () => void {
  const onMessage = (event: MessageEvent<unknown>): void => {
    if (event.data === 'checked-in') void refreshAfterCheckIn(client)
    if (event.data === 'quota-changed') void refreshAfterSpending(client)
    if (event.data === 'account-changed') void client.resetQueries()
  }
  channel.addEventListener('message', onMessage)
  return () => channel.removeEventListener('message', onMessage)
}

/** After a check-in or a make-up. */
export async function refreshAfterCheckIn(client: QueryClient): Promise<void> {
  await refresh(client, [queryKeys.checkIns, queryKeys.quota])
}

/** After an article was read, or a card was added. */
export async function refreshAfterSpending(client: QueryClient): Promise<void> {
  await refresh(client, [queryKeys.quota, queryKeys.articles])
}

async function refresh(client: QueryClient, stale: readonly (readonly string[])[]): Promise<void> {
  await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
}
