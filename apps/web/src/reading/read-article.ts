import { call } from '../api/client.ts'
import { NoAnswer, Refused } from '../api/trouble.ts'
import type { ArticleText } from '../api/types.ts'

/** What came of a wish to read, as far as anyone here can know. */
export type ReadOutcome =
  | { readonly kind: 'open'; readonly text: ArticleText }
  | { readonly kind: 'insufficient'; readonly card: number; readonly missing: number; readonly free: number }
  | { readonly kind: 'signed-out' | 'gone' | 'being-read' | 'unavailable' }
  /** No readable answer: it may have been paid for. */
  | { readonly kind: 'unknown' }

/** With these nothing was charged. */
const turnedAway = new Set(['overloaded', 'busy', 'article-unavailable'])

export interface Reading {
  readonly slug: string
  readonly card: number | undefined
  readonly language: string
}

/**
 * Opens an article, which pays for it the first time. Never throws. It may be repeated: the server charges a member
 * once per article, however often it is asked.
 */
export async function readArticle({ slug, card, language }: Reading): Promise<ReadOutcome> {
  try {
    const answer = await call('post', '/api/articles/{slug}/read', {
      params: { slug },
      body: card === undefined ? {} : { card },
      language,
      expect: [200, 402],
    })
    if (answer.status === 200) return { kind: 'open', text: answer.body }
    const { card: charged, needed, amount, held } = answer.body
    const free = amount - held
    return { kind: 'insufficient', card: charged, missing: needed - free, free }
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unknown' }
    if (!(error instanceof Refused)) throw error
    return { kind: kindOf(error) }
  }
}

function kindOf({ status, code }: Refused): 'signed-out' | 'gone' | 'being-read' | 'unavailable' | 'unknown' {
  if (status === 401) return 'signed-out'
  if (status === 404 && code !== 'unknown-card') return 'gone'
  if (code === 'being-read') return 'being-read'
  return status < 500 || turnedAway.has(code) ? 'unavailable' : 'unknown'
}
