import { createDatabase } from '@daylatch/test-kit'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** A database with nothing in it, for one test. Dropped when the test ends. */
export async function emptyDatabase(): Promise<{ readonly url: string; readonly pool: pg.Pool }> {
  const database = await createDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 25 })
  onTestFinished(async () => {
    await pool.end()
    await database.drop()
  })
  return { url: database.url, pool }
}
