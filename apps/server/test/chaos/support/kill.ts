import type { LocalPostgres } from '@daylatch/local-postgres'
import { waitFor } from '@daylatch/test-kit'
import type { TestSite } from '../../support/start-site.ts'
import { workersOf } from './processes.ts'

/** Something that is ended without warning, and comes back by itself. */
export interface Victim {
  readonly name: string
  /** kill -9. Resolves when it is gone; the returned function waits until it is back. */
  kill(): Promise<() => Promise<void>>
}

/** The longest-living server process, which has surely served; the primary replaces it. */
export function serverProcess(site: TestSite): Victim {
  return {
    name: 'a server process',
    kill: async () => {
      const before = await workersOf(site)
      const [oldest] = before
      if (oldest === undefined) throw new Error('The site has no server process')
      process.kill(oldest, 'SIGKILL')
      return async () => {
        await waitFor(
          'another server process in place of the killed one',
          async () => {
            const now = await workersOf(site)
            return now.length === before.length && !now.includes(oldest)
          },
          20_000,
        )
      }
    },
  }
}

/** The postmaster; its supervisors start it again on the same data. */
export function postgresServer(postgres: LocalPostgres, site: TestSite): Victim {
  return {
    name: 'PostgreSQL',
    kill: () => {
      const before = postgres.pid()
      process.kill(before, 'SIGKILL')
      return Promise.resolve(async () => {
        await waitFor(
          'PostgreSQL to be back',
          async () => {
            const response = await fetch(`${site.url}/readyz`)
            return response.status === 200 && postgres.pid() !== before
          },
          30_000,
        )
      })
    },
  }
}
