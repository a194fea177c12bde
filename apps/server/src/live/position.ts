/**
 * Up to where a follower of the live list has seen everything: `rank` in `period`, and `before` in the period before it.
 *
 * Ranks are given in the order of commits, so nothing below a rank that was seen can still come. Two periods are
 * needed, because around the boundary the last check-ins of the old one may commit after the first of the new one.
 */
export interface Position {
  readonly period: string
  readonly rank: number
  /** `null`: whatever the period before has had by now. */
  readonly before: number | null
}

/** As the id of an event: `<period>/<rank>`, around the boundary with `/<before>`. */
export function writePosition({ period, rank, before }: Position): string {
  return before === null ? `${period}/${rank}` : `${period}/${rank}/${before}`
}

/** `undefined` for anything that is no position. */
export function readPosition(text: string): Position | undefined {
  const match = /^(\d{4,6}-\d{2}-\d{2})\/(\d{1,12})(?:\/(\d{1,12}))?$/.exec(text)
  const [, period, rank, before] = match ?? []
  if (period === undefined || rank === undefined) return undefined
  return { period, rank: Number(rank), before: before === undefined ? null : Number(before) }
}
