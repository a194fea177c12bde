import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { Article, ArticleText } from '../api/types.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { queryKeys } from '../query-client.ts'
import { refreshAfterSpending, tellOtherTabs } from '../tabs.ts'
import { readArticle } from './read-article.ts'
import type { ReadOutcome } from './read-article.ts'

/** Where the wish to read stands. */
export type ReadState = { readonly kind: 'none' | 'sending' } | ReadOutcome

/** The text of an article that costs nothing any more. Kept as it is: looking at the tab again asks for nothing. */
export function useArticleText({ slug, read, price }: Article) {
  const language = useLanguage()
  return useQuery({
    queryKey: [...queryKeys.articleText(slug), language],
    queryFn: async ({ signal }): Promise<ArticleText> => {
      const params = { slug }
      const path = '/api/articles/{slug}/read'
      return (await call('post', path, { params, body: {}, language, signal, expect: [200] })).body
    },
    enabled: read || price === 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
}

export interface ReadControl {
  readonly state: ReadState
  readonly pay: (card: number | undefined) => Promise<void>
}

/** Paying for an article: sent when the member presses, and never by itself. */
export function useReading(slug: string): ReadControl {
  const client = useQueryClient()
  const language = useLanguage()
  const [state, setState] = useState<ReadState>({ kind: 'none' })

  async function pay(card: number | undefined): Promise<void> {
    setState({ kind: 'sending' })
    const outcome = await readArticle({ slug, card, language })
    if (outcome.kind === 'open') client.setQueryData([...queryKeys.articleText(slug), language], outcome.text)
    setState(outcome)
    if (outcome.kind === 'signed-out') return await client.invalidateQueries({ queryKey: queryKeys.session })
    // A refusal, too, says that this page knew less than the server.
    tellOtherTabs('quota-changed')
    await refreshAfterSpending(client)
  }

  return { state, pay }
}
