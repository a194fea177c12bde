import { createDatabase, type Template, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { SCHEMAS } from '../../src/process/schemas.ts'

const site: Template = {
  name: 'site',
  prepare: async (pool) => {
    for (const schema of SCHEMAS) await migrate(fromPg(pool), schema)
  },
}

/** A database with the tables of library and site, as a first start leaves it. */
export async function migratedDatabase(): Promise<TestDatabase> {
  return await createDatabase(site)
}
