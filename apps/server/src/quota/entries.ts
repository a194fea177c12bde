import { entries, type Entry } from 'daylatch'
import type { Pool } from 'pg'
import type { Static } from 'typebox'
import { accountOf } from '../cards/rules.ts'
import type { CsvCell } from '../http/csv.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import type { EntrySchema } from './schemas.ts'

export type EntryView = Readonly<Static<typeof EntrySchema>>

export const CSV_COLUMNS = ['seq', 'at', 'kind', 'amount', 'balance', 'period', 'article', 'reason']

const PAGE = 50
const CSV_PAGE = 500

export interface EntriesPage {
  readonly items: readonly EntryView[]
  readonly nextCursor: string | null
}

/** @throws {Problem} 400 `invalid-cursor` */
export async function listEntries(
  site: Site,
  memberId: string,
  card: number,
  cursor: string | undefined,
): Promise<EntriesPage> {
  const items = await readEntries(
    site,
    memberId,
    card,
    cursor === undefined ? undefined : readCursor(cursor),
    PAGE,
  )
  const last = items.at(-1)
  const nextCursor =
    items.length < PAGE || last === undefined || last.seq === 1 ? null : writeCursor(last.seq)
  return { items, nextCursor }
}

/** All entries of a card, read page by page while somebody takes them. */
export async function* allEntries(
  site: Site,
  memberId: string,
  card: number,
): AsyncGenerator<readonly CsvCell[]> {
  for (let before: number | undefined; ;) {
    const items = await readEntries(site, memberId, card, before, CSV_PAGE)
    for (const { seq, at, kind, amount, balance, period, article, reason } of items) {
      yield [seq, at, kind, amount, balance, period, article, reason]
    }
    before = items.at(-1)?.seq
    if (items.length < CSV_PAGE) return
  }
}

async function readEntries(
  site: Site,
  memberId: string,
  card: number,
  before: number | undefined,
  limit: number,
): Promise<readonly EntryView[]> {
  const { unit } = site.settings.config.checkIn
  const where = { unit, account: accountOf(card), limit, ...(before === undefined ? {} : { before }) }
  const found = await entries(site.reads, memberId, where)
  const [periods, articles] = await Promise.all([
    periodsOf(site.pool, memberId, found),
    articlesOf(site.pool, memberId, card, found),
  ])
  return found.map(({ seq, kind, amount, balance, enteredAt, reason, claimId }) => ({
    seq,
    kind,
    amount,
    balance,
    at: enteredAt.toISOString(),
    reason,
    period: (claimId === null ? undefined : periods.get(claimId)) ?? null,
    article: articles.get(seq) ?? null,
  }))
}

/** The days of the check-ins that these entries belong to, by the id of the claim. */
async function periodsOf(
  pool: Pool,
  memberId: string,
  found: readonly Entry[],
): Promise<ReadonlyMap<string, string>> {
  const ids = found.flatMap(({ claimId }) => (claimId === null ? [] : [claimId]))
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<{ claim_id: string; period: string }>(
    'select claim_id, period from daylatch.claim where subject = $1 and claim_id = any($2::uuid[])',
    [memberId, ids],
  )
  return new Map(rows.map(({ claim_id, period }) => [claim_id, period]))
}

/** The articles that these entries paid for, by the number of the entry. */
async function articlesOf(
  pool: Pool,
  memberId: string,
  card: number,
  found: readonly Entry[],
): Promise<ReadonlyMap<number, string>> {
  const seqs = found.flatMap(({ kind, seq }) => (kind === 'settle' ? [seq] : []))
  if (seqs.length === 0) return new Map()
  const { rows } = await pool.query<{ seq: string; slug: string }>(
    'select seq, slug from site.reading where member_id = $1 and card = $2 and seq = any($3::bigint[])',
    [memberId, card, seqs],
  )
  return new Map(rows.map(({ seq, slug }) => [Number(seq), slug]))
}

function writeCursor(seq: number): string {
  return Buffer.from(`before/${seq}`).toString('base64url')
}

function readCursor(cursor: string): number {
  const [, seq] = /^before\/(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (seq === undefined) {
    throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  return Number(seq)
}
