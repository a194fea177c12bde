import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { hashOfRequest, type KeyedRequest, keyReused } from '../http/idempotency-key.ts'
import { CLIENT_COLUMNS, type ClientRow, type ClientView, viewOf } from './client-record.ts'
import { findClient } from './store.ts'
import type { ZoneChoice } from './rules.ts'

const KEPT = `interval '7 days'`

export interface NewClient extends ZoneChoice {
  readonly name: string
  /** E.164 */
  readonly number: string
}

export interface MadeClient {
  readonly client: ClientView
  /** Whether an earlier request with the same key has made it. */
  readonly replayed: boolean
}

/**
 * Makes a client, with its entry in the audit log. With a key that has made one within seven days it is that one, as it
 * is by now: two presses of a button make one client.
 *
 * @throws {Problem} 422 `idempotency-key-reused`
 */
export async function makeClient(
  pool: Pool,
  wanted: NewClient,
  { actor, keyed }: { readonly actor: string; readonly keyed: KeyedRequest | undefined },
): Promise<MadeClient> {
  const earlier = keyed === undefined ? undefined : await clientOfKey(pool, actor, keyed)
  if (earlier !== undefined) return { client: earlier, replayed: true }
  try {
    const client = await inTransaction(pool, async (tx) => {
      const made = await insertClient(tx, wanted)
      if (keyed !== undefined && !(await keepKey(tx, actor, keyed, made.id))) throw new KeyTaken()
      const detail = { zone: made.zoneSource }
      await writeAudit(tx, { actor, action: 'client.made', target: made.id, detail })
      return made
    })
    return { client, replayed: false }
  } catch (error) {
    if (!(error instanceof KeyTaken) || keyed === undefined) throw error
    const first = await clientOfKey(pool, actor, keyed)
    if (first === undefined) throw error
    return { client: first, replayed: true }
  }
}

/** Another request with the key was quicker: what was made here is undone. */
class KeyTaken extends Error {}

async function insertClient(tx: PoolClient, wanted: NewClient): Promise<ClientView> {
  const { rows } = await tx.query<ClientRow>(
    `insert into site.client as c (name, number, zone, zone_source, created_at)
     values ($1, $2, $3, $4, daylatch.clock()) returning ${CLIENT_COLUMNS}`,
    [wanted.name, wanted.number, wanted.zone, wanted.zoneSource],
  )
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected the row that was inserted')
  return viewOf(row)
}

async function clientOfKey(pool: Pool, actor: string, keyed: KeyedRequest): Promise<ClientView | undefined> {
  const { rows } = await pool.query<{ client_id: string; request_hash: string }>(
    `select client_id, request_hash from site.client_key
     where member_id = $1 and key = $2 and expires_at > daylatch.clock()`,
    [actor, keyed.key],
  )
  const [found] = rows
  if (found === undefined) return undefined
  if (found.request_hash !== hashOfRequest(keyed)) throw keyReused()
  return await findClient(pool, found.client_id)
}

/** Of two with one key the second waits here for the first one's commit. @returns whether this one is the first */
async function keepKey(
  tx: PoolClient,
  actor: string,
  keyed: KeyedRequest,
  clientId: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into site.client_key as k (member_id, key, request_hash, client_id, expires_at)
     values ($1, $2, $3, $4, daylatch.clock() + ${KEPT})
     on conflict (member_id, key) do update
       set request_hash = excluded.request_hash, client_id = excluded.client_id, expires_at = excluded.expires_at
       where k.expires_at <= excluded.expires_at - ${KEPT}`,
    [actor, keyed.key, hashOfRequest(keyed), clientId],
  )
  return rowCount === 1
}

/** Forgets keys whose seven days are over. */
export async function pruneClientKeys(pool: Pool): Promise<void> {
  await pool.query('delete from site.client_key where expires_at <= daylatch.clock()')
}
