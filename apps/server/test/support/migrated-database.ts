import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { SCHEMAS } from '../../src/process/schemas.ts'

/** A database with the tables of library and site, as a first start leaves it. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const database = await createDatabase()
  for (const schema of SCHEMAS) await migrate(fromPg(database.pool), schema)
  return database
}
