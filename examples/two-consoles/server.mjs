import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'

/** A real PostgreSQL in a folder of its own, of which nothing is left afterwards. */
export async function startServer() {
  const dataFolder = path.join(tmpdir(), `daylatch-two-consoles-${randomUUID()}`)
  const postgres = await startLocalPostgres({ dataFolder })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await removeLocalPostgres(dataFolder)
    },
  }
}
