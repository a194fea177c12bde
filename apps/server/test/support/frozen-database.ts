import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { freezeClock } from 'daylatch/testing'

/**
 * A database whose clock stands still, for a site that is not started yet: server processes remember for a while how far
 * the database's clock is from theirs.
 */
export async function frozenDatabase(at: Date): Promise<TestDatabase> {
  const database = await createDatabase()
  const db = fromPg(database.pool)
  await migrate(db)
  await freezeClock(db, at)
  return database
}
