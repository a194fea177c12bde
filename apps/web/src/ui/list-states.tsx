import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import { Button } from './button.tsx'
import { LoadFailed, Loading } from './load-states.tsx'
import { Notice } from './notice.tsx'

/** What a list needs to know of the query that it shows, page by page. */
export interface PagedList {
  readonly isPending: boolean
  readonly isPlaceholderData: boolean
  readonly error: Error | null
  readonly isFetchNextPageError: boolean
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
  readonly fetchNextPage: () => unknown
}

export interface ListStatesProps {
  readonly list: PagedList
  /** How many items are shown. */
  readonly count: number
  /** What stands there when there is nothing: because there is nothing at all, or nothing that matches. */
  readonly empty: ReactNode
  readonly children: ReactNode
}

/**
 * A list with every state it may be in: still loading, not loaded, empty, as old as its last answer, and cut short
 * because the next page did not come. What is known stays on the page through all of them.
 */
export function ListStates({ list, count, empty, children }: ListStatesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const isKnown = !list.isPending && !list.isPlaceholderData
  const isStale = isKnown && list.error !== null && !list.isFetchNextPageError && list.dataUpdatedAt > 0
  if (!isKnown && list.error !== null) return <LoadFailed error={list.error} again={list.refetch} />
  if (!isKnown) return <Loading lines={5} />
  if (list.dataUpdatedAt === 0 && list.error !== null)
    return <LoadFailed error={list.error} again={list.refetch} />
  return (
    <div
      className="grid gap-4"
      data-list={isStale ? 'stale' : list.isFetchNextPageError ? 'partial' : 'whole'}
    >
      {isStale && (
        <Trouble again={list.refetch}>{t('states.stale', { time: format.time(list.dataUpdatedAt) })}</Trouble>
      )}
      {count === 0 ? <Notice>{empty}</Notice> : children}
      {list.isFetchNextPageError && (
        <Trouble again={list.fetchNextPage}>{t('states.partial', { count })}</Trouble>
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <div className="justify-self-center">
          <Button look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? t('states.loading') : t('states.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Trouble({ again, children }: { readonly again: () => unknown; readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Notice>
      <p>{children}</p>
      <div>
        <Button look="quiet" onClick={() => void again()}>
          {t('states.tryAgain')}
        </Button>
      </div>
    </Notice>
  )
}
