import type { Pool, PoolClient } from 'pg'
import { hashOfRequest, type KeyedRequest, keyReused } from '../http/idempotency-key.ts'

const KEPT = `interval '7 days'`

/** The articles that a member has read. */
export async function slugsRead(pool: Pool, memberId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ slug: string }>('select slug from site.reading where member_id = $1', [
    memberId,
  ])
  return new Set(rows.map(({ slug }) => slug))
}

export async function hasRead(pool: Pool, memberId: string, slug: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from site.reading where member_id = $1 and slug = $2', [
    memberId,
    slug,
  ])
  return rowCount === 1
}

export interface NewReading {
  readonly memberId: string
  readonly slug: string
  readonly card: number
  readonly price: number
  /** The entry that paid; null where there was nothing to pay. */
  readonly seq: number | null
}

/** Notes that a member has read an article, once. */
export async function recordReading(client: PoolClient, reading: NewReading): Promise<void> {
  const { memberId, slug, card, price, seq } = reading
  await client.query(
    `insert into site.reading (member_id, slug, card, price, seq, read_at)
     values ($1, $2, $3, $4, $5, daylatch.clock()) on conflict (member_id, slug) do nothing`,
    [memberId, slug, card, price, seq],
  )
}

/** What a reading cost, and what it left on the card. */
export interface Amounts {
  readonly charged: number
  readonly balance: number
}

/**
 * What an earlier reading with this key was answered with, if there was one within seven days.
 *
 * @throws {Problem} 422 `idempotency-key-reused`
 */
export async function amountsOfKey(
  client: Pool | PoolClient,
  memberId: string,
  keyed: KeyedRequest,
): Promise<Amounts | undefined> {
  const { rows } = await client.query<{ request_hash: string; charged: string; balance: string }>(
    `select request_hash, charged, balance from site.reading_key
     where member_id = $1 and key = $2 and expires_at > daylatch.clock()`,
    [memberId, keyed.key],
  )
  const [found] = rows
  if (found === undefined) return undefined
  if (found.request_hash !== hashOfRequest(keyed)) throw keyReused()
  return { charged: Number(found.charged), balance: Number(found.balance) }
}

/**
 * Keeps what a reading with a key is answered with, in the transaction that pays. Of two with one key the second waits
 * here for the first one's commit.
 *
 * @returns whether this one is the first
 */
export async function keepAmounts(
  client: PoolClient,
  memberId: string,
  keyed: KeyedRequest,
  { charged, balance }: Amounts,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into site.reading_key as k (member_id, key, request_hash, charged, balance, expires_at)
     values ($1, $2, $3, $4, $5, daylatch.clock() + ${KEPT})
     on conflict (member_id, key) do update
       set request_hash = excluded.request_hash, charged = excluded.charged, balance = excluded.balance,
           expires_at = excluded.expires_at
       where k.expires_at <= excluded.expires_at - ${KEPT}`,
    [memberId, keyed.key, hashOfRequest(keyed), charged, balance],
  )
  return rowCount === 1
}

/** Forgets keys whose seven days are over. */
export async function pruneReadingKeys(pool: Pool): Promise<void> {
  await pool.query('delete from site.reading_key where expires_at <= daylatch.clock()')
}
