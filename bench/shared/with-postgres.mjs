import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'

/**
 * A PostgreSQL with its usual durability in a temporary folder, for as long as `use` runs.
 *
 * @param {(url: string) => Promise<void>} use
 */
export async function withPostgres(use) {
  const dataFolder = path.join(tmpdir(), `daylatch-bench-${randomUUID()}`)
  const postgres = await startLocalPostgres({ dataFolder, settings: { max_connections: '300' } })
  try {
    await use(postgres.url)
  } finally {
    await postgres.stop()
    await removeLocalPostgres(dataFolder)
  }
}
