import pg from 'pg'

/**
 * Connected already, so that no slice is charged with it.
 *
 * @param {string} connectionString
 * @param {number} max
 */
export async function poolOf(connectionString, max) {
  const pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: 0 })
  const clients = await Promise.all(Array.from({ length: max }, () => pool.connect()))
  for (const client of clients) client.release()
  return pool
}
