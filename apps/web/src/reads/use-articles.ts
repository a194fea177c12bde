import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { queryKeys } from '../query-client.ts'

/** The articles with their prices; which of them the reader has paid for, if the server knows who is reading. */
export function useArticles() {
  const language = useLanguage()
  return useQuery({
    queryKey: [...queryKeys.articles, language],
    queryFn: async ({ signal }) =>
      (await call('get', '/api/articles', { language, signal, expect: [200] })).body,
  })
}
