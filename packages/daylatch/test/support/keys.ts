import type { Pool } from 'pg'

export interface StoredKey {
  readonly subject: string
  readonly key: string
  readonly claim_id: string
  readonly won: boolean
}

/** All idempotency keys, by subject and key. */
export async function storedKeys(pool: Pool): Promise<readonly StoredKey[]> {
  const { rows } = await pool.query<StoredKey>(
    'select subject, key, claim_id, won from daylatch.claim_key order by subject, key',
  )
  return rows
}
