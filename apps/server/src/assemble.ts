import { fromPg } from 'daylatch'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { actionsOf } from './actions/rules.ts'
import { createAuth } from './accounts/auth.ts'
import { HotCookies } from './accounts/hot-cookie.ts'
import { RevocationFeed } from './accounts/revocation-feed.ts'
import type { Secrets } from './accounts/secrets.ts'
import { checkInOf, FIRST_CARD } from './check-in/rules.ts'
import { SiteClock } from './check-in/site-clock.ts'
import type { Settings } from './config/settings.ts'
import type { Site } from './site.ts'

export interface SiteParts {
  readonly settings: Settings
  readonly log: Logger
  readonly pool: Pool
  readonly claimPool: Pool
  readonly secrets: Secrets
  /** Whether claims are prepared by name on their connections. */
  readonly prepare: boolean
}

/** Puts the parts of one process together. Opens no connection. */
export function assembleSite({ settings, log, pool, claimPool, secrets, prepare }: SiteParts): Site {
  const revocations = new RevocationFeed(pool, {
    onError: (error) => {
      log.warn({ err: error }, 'the revocation feed could not be read; sessions are asked in the database')
    },
  })
  const hotCookies = new HotCookies(secrets.hotCookies, () => revocations.now())
  const checkIn = checkInOf(settings.config)
  return {
    settings,
    log,
    pool,
    claims: fromPg(claimPool, { prepare }),
    reads: fromPg(pool, { prepare }),
    checkIn,
    actions: actionsOf(settings.config, checkIn, String(FIRST_CARD)),
    clock: new SiteClock(pool),
    auth: createAuth({ pool, secret: secrets.sessions, hotCookies }),
    hotCookies,
    revocations,
  }
}
