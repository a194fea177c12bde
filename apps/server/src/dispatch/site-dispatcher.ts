import {
  createDispatcher,
  type Database,
  day,
  type Dispatcher,
  type EffectRecord,
  type GatewaySetup,
  type ListenConnection,
  type PeriodRule,
} from 'daylatch'
import type { Client, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import type { Gateways } from '../gateways/registry.ts'
import { judgeAtDispatch } from '../verdict/at-dispatch.ts'
import { messageRulesOf } from '../verdict/message-rules.ts'
import { markerFile } from './marker-file.ts'

export interface SiteDispatcherParts {
  readonly config: Config
  readonly log: Logger
  /** Connections of its own: what waits for the database elsewhere delays no message, and the reverse. */
  readonly db: Database<PoolClient>
  /** Makes a connection outside the pools, not yet opened. */
  readonly client: () => Client
  readonly gateways: Gateways
  /** Where this machine remembers what has left; without one a restored database is not noticed. */
  readonly markerFolder: string | undefined
  /** Any secret that the database keeps. */
  readonly secret: string
  readonly failed: (error: unknown) => void
  /** Called after messages have moved, with the commit. */
  readonly onMoves?: () => void
}

const COMPLAIN_EVERY_MS = 5000

/** What sends the site's messages, in each of its processes. Opens no connection before it is started. */
export function createSiteDispatcher(parts: SiteDispatcherParts): Dispatcher {
  const { config, db, client, gateways, markerFolder, secret, onMoves } = parts
  const rules = messageRulesOf(config)
  return createDispatcher<PoolClient>(db, {
    gateways: Object.fromEntries([...gateways].map(([name, one]) => [name, setupOf(config, one)])),
    actionOf: (effect) => ({ action: effect.action, rule: ruleOf(config, effect) }),
    beforeSend: async (tx, effects) => await judgeAtDispatch(tx, effects, rules),
    listen: async () => await openListener(client()),
    onError: complaint(parts),
    ...(onMoves && { onMoves }),
    ...(markerFolder === undefined ? {} : { marker: markerFile(markerFolder, secret) }),
  })
}

type SiteGateway = Gateways extends ReadonlyMap<string, infer One> ? One : never

function setupOf({ messages }: Config, { gateway, maxInFlight, perSecond }: SiteGateway): GatewaySetup {
  const { retries, onFailed, resendAbsent } = messages
  return {
    gateway,
    maxInFlight,
    retries,
    onFailed,
    resendAbsent,
    ...(perSecond === undefined ? {} : { perSecond }),
  }
}

/** The day of the site's zone, or of the client's by which it was claimed. */
function ruleOf({ zone, messages }: Config, effect: EffectRecord): PeriodRule {
  return day({ zone: messages.zone === 'application' ? zone : effect.zone, resetAt: messages.resetAt })
}

async function openListener(client: Client): Promise<ListenConnection> {
  await client.connect()
  return {
    query: async (text) => await client.query(text),
    on: (event: 'notification' | 'end' | 'error', listener: (error: Error) => void) =>
      client.on(event as 'error', listener),
    end: async () => await client.end(),
  }
}

/** An outage of the database would be told by every gateway, many times a second. */
function complaint({ log, failed }: SiteDispatcherParts): (error: unknown) => void {
  let lastAt = -Infinity
  return (error) => {
    failed(error)
    if (performance.now() - lastAt < COMPLAIN_EVERY_MS) return
    lastAt = performance.now()
    log.warn({ err: error }, 'messages cannot be dispatched now; it is tried again')
  }
}
