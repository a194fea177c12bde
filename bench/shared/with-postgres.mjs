import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import { removeDatabaseWithUs } from './leave-nothing.mjs'

/** Connections of all contestants and their pools together. */
const settings = { max_connections: '300' }

/**
 * A PostgreSQL with its usual durability in a temporary folder, for as long as `use` runs.
 *
 * @param {(url: string) => Promise<void>} use
 */
export async function withPostgres(use) {
  await withDataFolder(async (start) => {
    await start({}, use)
  })
}

/**
 * The same, started as often as one likes on the same data, each time with settings of its own.
 *
 * @param {(start: (more: Readonly<Record<string, string>>, use: (url: string) => Promise<void>) => Promise<void>) => Promise<void>} use
 */
export async function withDataFolder(use) {
  const dataFolder = path.join(tmpdir(), `daylatch-bench-${randomUUID()}`)
  const callOff = removeDatabaseWithUs(dataFolder)
  try {
    await use(async (more, useServer) => {
      const postgres = await startLocalPostgres({ dataFolder, settings: { ...settings, ...more } })
      try {
        await useServer(postgres.url)
      } finally {
        await postgres.stop()
      }
    })
  } finally {
    await removeLocalPostgres(dataFolder)
    callOff()
  }
}
