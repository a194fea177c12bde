import { createHmac, randomBytes } from 'node:crypto'
import type { Pool } from 'pg'

export interface Secrets {
  readonly sessions: string
  readonly hotCookies: string
  /** Signs what stands in the addresses that gateways send their receipts to. */
  readonly receipts: string
}

/**
 * The keys that sign cookies and receipt addresses. Made once, at random, and kept in the database, so that several processes and machines
 * on one database agree without anybody copying a file. Whoever can read this table can read the sessions anyway.
 */
export async function loadSecrets(pool: Pool): Promise<Secrets> {
  await pool.query(
    `insert into site.secret (name, value) values ('root', $1) on conflict (name) do nothing`,
    [randomBytes(32).toString('base64url')],
  )
  const { rows } = await pool.query<{ value: string }>(`select value from site.secret where name = 'root'`)
  const root = rows[0]?.value
  if (root === undefined) throw new TypeError('Expected site.secret to hold the key `root`')
  return deriveSecrets(root)
}

export function deriveSecrets(root: string): Secrets {
  const derive = (purpose: string): string => createHmac('sha256', root).update(purpose).digest('base64url')
  return { sessions: derive('sessions'), hotCookies: derive('hot cookies'), receipts: derive('receipts') }
}
