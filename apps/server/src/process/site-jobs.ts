import { expireReservations, periodsAround, pruneKeys } from 'daylatch'
import { computeLeaderboard, LEADERBOARD_JOB } from '../leaderboard/store.ts'
import { pruneClientKeys } from '../clients/make-client.ts'
import { pruneReadingKeys } from '../reading/store.ts'
import type { Site } from '../site.ts'
import type { Job } from './jobs.ts'

const MINUTE_MS = 60_000

/** What one process of the site does for all of them. */
export function siteJobs(site: Site): readonly Job[] {
  return [
    {
      name: LEADERBOARD_JOB,
      everyMs: MINUTE_MS,
      atStart: true,
      run: async (client) => {
        const { previous, running } = periodsAround(site.checkIn.rule, await site.clock.now())
        // A streak whose latest day is the previous one still runs: its member has not checked in yet today.
        await computeLeaderboard(client, (previous ?? running).endsAt)
      },
    },
    {
      name: 'expire-reservations',
      everyMs: MINUTE_MS / 2,
      run: async () => {
        await expireReservations(site.reads)
      },
    },
    {
      name: 'rank-late',
      everyMs: MINUTE_MS / 2,
      run: async () => {
        // Claims made inside transactions of other programs on this database; the site's own have their ranks at once.
        await site.checkIn.rankLate(site.reads)
      },
    },
    {
      name: 'prune-keys',
      everyMs: 10 * MINUTE_MS,
      run: async () => {
        await pruneReadingKeys(site.pool)
        await pruneClientKeys(site.pool)
        await pruneKeys(site.claims)
      },
    },
  ]
}
