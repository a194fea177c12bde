import type { Pool } from 'pg'
import { hashOf, makeId, makeToken } from '../accounts/one-time-token.ts'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'

/** How every key begins, so that a secret scanner can find one that was committed somewhere. */
export const KEY_PREFIX = 'dlk_'

const LISTED = 200

export interface ApiKeyView {
  readonly id: string
  readonly name: string
  readonly actions: readonly string[]
  readonly createdAt: string
  readonly createdBy: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

interface ApiKeyRow {
  readonly id: string
  readonly name: string
  readonly actions: readonly string[]
  readonly created_at: Date
  readonly created_by: string
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

const COLUMNS = 'id, name, actions, created_at, created_by, last_used_at, revoked_at'

/** Makes a key for the named actions. @returns the view, and the key that nobody can read again */
export async function makeApiKey(
  pool: Pool,
  wanted: { readonly name: string; readonly actions: readonly string[]; readonly actor: string },
): Promise<{ readonly apiKey: ApiKeyView; readonly key: string }> {
  const { token: key, hash } = makeToken(KEY_PREFIX)
  const { name, actor } = wanted
  const actions = [...new Set(wanted.actions)].toSorted()
  const id = makeId()
  const apiKey = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<ApiKeyRow>(
      `insert into site.api_key (id, name, key_hash, actions, created_by) values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [id, name, hash, actions, actor],
    )
    await writeAudit(client, { actor, action: 'api-key.made', target: id, detail: { actions } })
    return viewOf(rows[0])
  })
  return { apiKey, key }
}

/** The newest ones, revoked ones included. */
export async function listApiKeys(pool: Pool): Promise<readonly ApiKeyView[]> {
  const { rows } = await pool.query<ApiKeyRow>(
    `select ${COLUMNS} from site.api_key order by created_at desc, id desc limit ${LISTED}`,
  )
  return rows.map(viewOf)
}

/** Works from its commit on, on every process: each use of a key asks the database. @throws {Problem} 404 `unknown-key` */
export async function revokeApiKey(pool: Pool, id: string, actor: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'update site.api_key set revoked_at = clock_timestamp() where id = $1 and revoked_at is null',
      [id],
    )
    if (rowCount !== 1) throw new Problem(404, 'unknown-key', 'There is no such key that still works.')
    await writeAudit(client, { actor, action: 'api-key.revoked', target: id })
  })
}

/** What a key may do, or `undefined` for one that does not work. Always asks the database, and notes the hour of the use. */
export async function findApiKey(
  pool: Pool,
  key: string,
): Promise<{ readonly id: string; readonly actions: readonly string[] } | undefined> {
  const { rows } = await pool.query<{ id: string; actions: readonly string[]; is_due: boolean }>(
    `select id, actions, coalesce(last_used_at <= clock_timestamp() - interval '1 hour', true) as is_due
     from site.api_key where key_hash = $1 and revoked_at is null`,
    [hashOf(key)],
  )
  const [found] = rows
  if (found === undefined) return undefined
  if (found.is_due) {
    await pool.query(
      `update site.api_key set last_used_at = date_trunc('hour', clock_timestamp(), 'UTC')
       where id = $1 and (last_used_at is null or last_used_at <= clock_timestamp() - interval '1 hour')`,
      [found.id],
    )
  }
  return { id: found.id, actions: found.actions }
}

function viewOf(row: ApiKeyRow | undefined): ApiKeyView {
  if (row === undefined) throw new TypeError('Expected an API key')
  return {
    id: row.id,
    name: row.name,
    actions: row.actions,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
