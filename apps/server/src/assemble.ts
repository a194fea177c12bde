import { announceEffects, fromPg } from 'daylatch'
import type { Client, Pool } from 'pg'
import type { Logger } from 'pino'
import { actionsOf } from './actions/rules.ts'
import { createAuth } from './accounts/auth.ts'
import { HotCookies } from './accounts/hot-cookie.ts'
import { RevocationFeed } from './accounts/revocation-feed.ts'
import type { Secrets } from './accounts/secrets.ts'
import { FIRST_CARD } from './cards/rules.ts'
import { checkInOf } from './check-in/rules.ts'
import { SiteClock } from './check-in/site-clock.ts'
import type { Settings } from './config/settings.ts'
import { createSiteDispatcher } from './dispatch/site-dispatcher.ts'
import { makeHandset } from './gateways/handset.ts'
import { optOutNumber } from './gateways/opt-outs.ts'
import { createGateways } from './gateways/registry.ts'
import { HandsetClient } from './handset/client.ts'
import { createLiveList } from './live/live-list.ts'
import { createMessageSite } from './messages/message-site.ts'
import { Metrics } from './metrics/metrics.ts'
import { type Render, renderArticle } from './reading/render.ts'
import { ArticleShelf } from './reading/shelf.ts'
import type { Site } from './site.ts'
import { VerifyRuns } from './verification/verify-runs.ts'

export interface SiteParts {
  readonly settings: Settings
  readonly log: Logger
  readonly pool: Pool
  readonly claimPool: Pool
  readonly dispatchPool: Pool
  /** Makes a connection of its own, outside the pools, not yet opened. */
  readonly client: () => Client
  readonly secrets: Secrets
  /** Whether claims are prepared by name on their connections. */
  readonly prepare: boolean
  /** Where the handset keeps what it knows; without one there is no handset. */
  readonly handsetFolder?: string | undefined
  /** Where this machine remembers what it has sent; without one a restored database is not noticed. */
  readonly markerFolder?: string | undefined
  /** @default Markdown without HTML */
  readonly render?: Render
  /** The numbers of all server processes as text. @default those of this one */
  readonly metricsOfAll?: () => Promise<string>
}

/** Puts the parts of one process together. Opens no connection. */
export function assembleSite(parts: SiteParts): Site {
  const { settings, log, pool, claimPool, client, secrets, prepare, render = renderArticle } = parts
  const metrics = new Metrics()
  const revocations = new RevocationFeed(pool, {
    onError: (error) => {
      metrics.failed(error)
      log.warn({ err: error }, 'the revocation feed could not be read; sessions are asked in the database')
    },
  })
  const hotCookies = new HotCookies(secrets.hotCookies, () => revocations.now())
  const reads = fromPg(pool, { prepare })
  const checkIn = metrics.measured(checkInOf(settings.config))
  const clock = new SiteClock(pool)
  const noteOptOut = (number: string): void => {
    optOutNumber(pool, number).catch((error: unknown) => {
      log.error({ err: error }, 'an opt-out that a gateway knows of could not be noted')
    })
  }
  const gateways = createGateways(settings, {
    receiptKey: secrets.receipts,
    handset: makeHandset(parts.handsetFolder ?? ''),
    noteOptOut,
  })
  const messages = createMessageSite({ config: settings.config, pool, reads, log }, client)
  return {
    settings,
    log,
    pool,
    claims: fromPg(claimPool, { prepare }),
    claimPool,
    reads,
    checkIn,
    actions: actionsOf(settings.config, checkIn, {
      account: String(FIRST_CARD),
      measured: (one) => metrics.measured(one),
    }),
    clock,
    live: createLiveList({ settings, log, pool, reads, checkIn, clock }, client),
    messages: {
      ...messages,
      // Whatever a request has done to a message may be something for a dispatcher to do.
      tell: () => {
        messages.tell()
        announceEffects(reads)
      },
    },
    dispatcher: createSiteDispatcher({
      config: settings.config,
      log,
      db: fromPg(parts.dispatchPool, { prepare }),
      client,
      gateways,
      markerFolder: parts.markerFolder,
      secret: secrets.receipts,
      failed: (error) => metrics.failed(error),
      onMoves: () => messages.tell(),
    }),
    shelf: new ArticleShelf(settings.articlesFolder, log),
    render,
    gateways,
    receiptKey: secrets.receipts,
    noteOptOut,
    handset: parts.handsetFolder === undefined ? undefined : new HandsetClient(parts.handsetFolder),
    auth: createAuth({ pool, secret: secrets.sessions, hotCookies }),
    hotCookies,
    revocations,
    verifyRuns: new VerifyRuns(pool, reads, log),
    metrics,
    metricsOfAll: parts.metricsOfAll ?? (async () => await metrics.registry.metrics()),
  }
}
