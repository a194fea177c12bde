import { listClaims, periodAt } from 'daylatch'
import type { Site } from '../site.ts'
import { type ListCursor, writeCursor } from './list-cursor.ts'
import { CHECK_IN } from './rules.ts'

const PAGE = 50

export interface ListItem {
  readonly rank: number
  readonly name: string
  readonly claimedAt: string
  readonly streak: number
}

export interface ListPage {
  readonly period: string
  readonly resetsAt: string
  readonly rule: { readonly zone: string; readonly resetAt: string }
  readonly items: readonly ListItem[]
  readonly nextCursor: string | null
}

/** A page of the running day's check-ins in the order in which they happened; with a cursor, of the cursor's day. */
export async function listCheckIns(site: Site, cursor: ListCursor | undefined): Promise<ListPage> {
  const running = periodAt(site.checkIn.rule, await site.clock.now())
  const { period, after } = cursor ?? { period: running.key, after: 0 }
  const claims = await listClaims(site.reads, { action: CHECK_IN, period, after, limit: PAGE })
  const names = await namesOf(
    site,
    claims.map((claim) => claim.subject),
  )
  const items = claims.map((claim) => ({
    rank: claim.rank ?? 0,
    name: names.get(claim.subject) ?? '…',
    claimedAt: claim.claimedAt.toISOString(),
    streak: claim.streak,
  }))
  const last = items.at(-1)
  const nextCursor =
    items.length < PAGE || last === undefined ? null : writeCursor({ period, after: last.rank })
  const { zone, checkIn } = site.settings.config
  const rule = { zone, resetAt: checkIn.resetAt }
  return { period, resetsAt: running.endsAt.toISOString(), rule, items, nextCursor }
}

async function namesOf(site: Site, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await site.pool.query<{ id: string; name: string }>(
    'select id, name from site.member where id = any($1)',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
