import type { LocalPostgres } from '@daylatch/local-postgres'
import { waitFor } from '@daylatch/test-kit'
import type { TestSite } from '../../support/start-site.ts'
import { workersOf } from './processes.ts'

/** Something that is ended without warning, and comes back by itself. */
export interface Victim {
  readonly name: string
  /** Looks for the process to be killed next. */
  aim(): Promise<Aim>
}

export interface Aim {
  /** kill -9, at once. */
  readonly strike: () => void
  /** Resolves when it is back. */
  readonly recovery: () => Promise<void>
}

/** The longest-living server process, which has surely served; the primary replaces it. */
export function serverProcess(site: TestSite): Victim {
  return {
    name: 'a server process',
    aim: async () => {
      const before = await workersOf(site)
      const [oldest] = before
      if (oldest === undefined) throw new Error('The site has no server process')
      const isReplaced = async (): Promise<boolean> => {
        const now = await workersOf(site)
        return now.length === before.length && !now.includes(oldest)
      }
      return {
        strike: () => process.kill(oldest, 'SIGKILL'),
        recovery: async () => {
          await waitFor('another server process in place of the killed one', isReplaced, 20_000)
        },
      }
    },
  }
}

/** The postmaster; its supervisors start it again on the same data. */
export function postgresServer(postgres: LocalPostgres, site: TestSite): Victim {
  return {
    name: 'PostgreSQL',
    aim: () => {
      const before = postgres.pid()
      const isBack = async (): Promise<boolean> =>
        postgres.pid() !== before && (await fetch(`${site.url}/readyz`)).status === 200
      return Promise.resolve({
        strike: () => process.kill(before, 'SIGKILL'),
        recovery: async () => {
          await waitFor('PostgreSQL to be back', isBack, 30_000)
        },
      })
    },
  }
}
