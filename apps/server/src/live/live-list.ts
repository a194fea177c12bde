import { listClaims, periodsAround } from 'daylatch'
import type pg from 'pg'
import type { Logger } from 'pino'
import { CHECK_IN } from '../check-in/rules.ts'
import { listItemsOf } from '../check-in/store.ts'
import type { Site } from '../site.ts'
import { wireHub, type WiredHub } from '../streams/wire-hub.ts'
import { type Around, LiveHub, type LiveSource } from './hub.ts'

/** The live list of this process: its hub, and how processes wake each other. */
export type LiveList = WiredHub<LiveHub>

/** What the source reads with; a part of the site, which the live list is itself a part of. */
export type LiveSite = Pick<Site, 'settings' | 'pool' | 'reads' | 'checkIn' | 'clock'> & {
  readonly log: Logger
}

/** @param connect makes the connection that hears the notices; it is opened when the first client follows */
export function createLiveList(site: LiveSite, connect: () => pg.Client): LiveList {
  const { pool, log } = site
  return wireHub(
    { channel: 'daylatch_check_ins', pool, log, connect },
    (onFollow) => new LiveHub(sourceOf(site), onFollow),
  )
}

function sourceOf(site: LiveSite): LiveSource {
  return {
    log: site.log,
    periods: async (isAskedAnew) => {
      const at = await site.clock.now(isAskedAnew)
      const { previous, running, next } = periodsAround(site.checkIn.rule, at)
      if (previous === null || next === null) throw new TypeError('Expected the check-in to be per day')
      return { at, previous, running, next } satisfies Around
    },
    read: async (period, after, limit) => {
      const claims = await listClaims(site.reads, { action: CHECK_IN, period, after, limit })
      const items = await listItemsOf(site, claims)
      return claims.map((claim, index) => ({
        period,
        rank: claim.rank ?? 0,
        data: JSON.stringify({ period, ...items[index] }),
      }))
    },
    last: async (period) => {
      const { rows } = await site.pool.query<{ claims: string }>(
        'select claims from daylatch.period_counter where action = $1 and period = $2',
        [CHECK_IN, period],
      )
      return Number(rows[0]?.claims ?? 0)
    },
  }
}
