import type { Database, Dispatcher, Once } from 'daylatch'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Auth } from './accounts/auth.ts'
import type { SiteAction } from './actions/rules.ts'
import type { HotCookies } from './accounts/hot-cookie.ts'
import type { RevocationFeed } from './accounts/revocation-feed.ts'
import type { SiteClock } from './check-in/site-clock.ts'
import type { Gateways } from './gateways/registry.ts'
import type { HandsetClient } from './handset/client.ts'
import type { Settings } from './config/settings.ts'
import type { LiveList } from './live/live-list.ts'
import type { Render } from './reading/render.ts'
import type { ArticleShelf } from './reading/shelf.ts'
import type { MessageSite } from './messages/message-site.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { VerifyRuns } from './verification/verify-runs.ts'

/** Everything that the routes of one process work with. Made once at start; nothing else is global. */
export interface Site {
  readonly settings: Settings
  readonly log: Logger
  /** For accounts and lists. The claims have connections of their own. */
  readonly pool: Pool
  /** The library's view of the database for claims, and another for reads: claims that wait for a lock delay no read. */
  readonly claims: Database
  /** The connections of `claims`, which send in pipelines. */
  readonly claimPool: Pool
  readonly reads: Database
  readonly checkIn: Once
  /** What API keys can be for, by name; the check-in among them. */
  readonly actions: ReadonlyMap<string, SiteAction>
  readonly clock: SiteClock
  readonly live: LiveList
  readonly messages: MessageSite
  /** Sends what is due, once it is started. */
  readonly dispatcher: Dispatcher
  readonly shelf: ArticleShelf
  readonly render: Render
  /** The gateways of the configuration by name. */
  readonly gateways: Gateways
  /** Signs the addresses of receipts. */
  readonly receiptKey: string
  /** A gateway was told from this number that it wants no more messages. Returns at once; what goes wrong is logged. */
  readonly noteOptOut: (number: string) => void
  /** Where a gateway of the kind `handset` is configured. */
  readonly handset: HandsetClient | undefined
  readonly auth: Auth
  readonly hotCookies: HotCookies
  readonly revocations: RevocationFeed
  readonly verifyRuns: VerifyRuns
  readonly metrics: Metrics
  /** The numbers of all server processes, as Prometheus reads them. */
  readonly metricsOfAll: () => Promise<string>
}
