import type { Static } from 'typebox'
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
  _site: Site,
  _memberId: string,
  _card: number,
  _before: number | undefined,
  _limit: number,
): Promise<readonly EntryView[]> {
  return await Promise.resolve([])
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
