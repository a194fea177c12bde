import { type ClaimRecord, listClaims, periodAt } from 'daylatch'
import type { Pool } from 'pg'
import type { Site } from '../site.ts'
import { type ListCursor, writeCursor } from './list-cursor.ts'
import { CHECK_IN } from './rules.ts'

const PAGE = 50

export interface ListItem {
  readonly rank: number | null
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
  const items = await listItemsOf(site, claims)
  const last = claims.at(-1)
  const nextCursor =
    claims.length < PAGE || last === undefined ? null : writeCursor({ period, after: last.rank ?? 0 })
  const { zone, checkIn } = site.settings.config
  const rule = { zone, resetAt: checkIn.resetAt }
  return { period, resetsAt: running.endsAt.toISOString(), rule, items, nextCursor }
}

/** What is needed of the site to show check-ins. */
type ListSite = Pick<Site, 'pool' | 'settings'>

/** Check-ins as the public list shows them, with the names that the members have now. */
export async function listItemsOf(
  site: ListSite,
  claims: readonly ClaimRecord[],
): Promise<readonly ListItem[]> {
  const names = await namesOf(
    site,
    claims.map((claim) => claim.subject),
  )
  const isRanked = site.settings.config.checkIn.rank
  return claims.map((claim) => ({
    rank: isRanked ? claim.rank : null,
    name: names.get(claim.subject) ?? '…',
    claimedAt: claim.claimedAt.toISOString(),
    streak: claim.streak,
  }))
}

async function namesOf(site: ListSite, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await site.pool.query<{ id: string; name: string }>(
    'select id, name from site.member where id = any($1)',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** When a member registered. Somebody who is gone has always been here: nothing is withheld from him. */
export async function registeredAt(pool: Pool, memberId: string): Promise<Date> {
  const { rows } = await pool.query<{ at: Date }>('select created_at as at from site.member where id = $1', [
    memberId,
  ])
  return rows[0]?.at ?? new Date(0)
}
