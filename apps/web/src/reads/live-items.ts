import type { ListItem, ListPage } from '../api/types.ts'

/** One check-in as the stream tells it: an item of the list, and the day it belongs to. */
export interface LiveCheckIn extends ListItem {
  readonly period: string
}

/** The check-ins of one day that came by the stream. */
export interface LiveCheckIns {
  readonly period: string
  readonly items: readonly ListItem[]
}

export const noCheckIns: LiveCheckIns = { period: '', items: [] }

/** Adds one. One of a later day begins anew, one of an earlier day is over and changes nothing. */
export function withCheckIn(before: LiveCheckIns, { period, ...item }: LiveCheckIn): LiveCheckIns {
  if (period < before.period) return before
  if (period > before.period) return { period, items: [item] }
  const others = before.items.filter((other) => keyOf(other) !== keyOf(item))
  return { period, items: [...others, item] }
}

/**
 * The list and the stream as one, in the order of the day, each place once. The two overlap on purpose: an answer that
 * is older than the last event must not take that event off the page again.
 *
 * While the list has further pages, what the stream tells belongs to one of those.
 */
export function itemsOf(pages: readonly ListPage[], live: LiveCheckIns): readonly ListItem[] {
  const [first, last] = [pages[0], pages.at(-1)]
  if (!first || !last) return []
  const listed = pages.flatMap((page) => page.items)
  const isWhole = last.nextCursor === null
  if (live.period !== first.period || !isWhole) return listed
  const each = new Map([...listed, ...live.items].map((item) => [keyOf(item), item]))
  return [...each.values()].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
}

/** What tells one check-in of a day from the others. A site may show no ranks; then the list's order is theirs. */
export function keyOf({ rank, claimedAt, name }: ListItem): string {
  return rank === null ? `${claimedAt} ${name}` : String(rank)
}
