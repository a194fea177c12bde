import { BATCH_CHANNEL, type BatchMessage } from 'daylatch'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Logger } from 'pino'
import { loadSecrets } from '../accounts/secrets.ts'
import { startHousekeeping } from '../accounts/housekeeping.ts'
import { assembleSite } from '../assemble.ts'
import { observeDispatch } from '../dispatch/metrics.ts'
import { EXIT_FAILURE, SetUpError } from '../config/set-up-error.ts'
import { buildApp } from '../http/app.ts'
import type { App } from '../http/server-types.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { setCollector } from './garbage.ts'
import { startJobs } from './jobs.ts'
import type { ServeOrder } from './orders.ts'
import { openPools } from './pools.ts'
import { siteJobs } from './site-jobs.ts'

export interface Serving {
  readonly metrics: Metrics
  /** Takes nothing new, answers everything that is under way, then closes the database connections. */
  close(): Promise<void>
}

/**
 * Serves in this process until `close`. Resolves when it listens.
 *
 * @param metricsOfAll the numbers of all server processes as text; without it this one is the only one
 */
export async function serve(
  order: ServeOrder,
  log: Logger,
  metricsOfAll?: () => Promise<string>,
): Promise<Serving> {
  const { settings, databaseUrl, prepare, host, port, pagesFolder, handsetFolder, markerFolder } = order
  setCollector()
  const pools = openPools(databaseUrl, log)
  const secrets = await loadSecrets(pools.pool)
  const site = assembleSite({
    settings,
    log,
    secrets,
    prepare,
    handsetFolder,
    markerFolder,
    ...pools,
    ...(metricsOfAll && { metricsOfAll }),
  })
  site.metrics.observe({
    pools: { claims: pools.claimPool, other: pools.pool, dispatch: pools.dispatchPool },
    followers: () => site.live.hub.size + site.messages.hub.size,
  })
  observeDispatch(site.metrics.registry, site.reads)
  const countBatch = (message: unknown): void => {
    const { action, claims } = message as BatchMessage
    site.metrics.batched(action, claims)
  }
  subscribe(BATCH_CHANNEL, countBatch)
  await site.revocations.start()
  const housekeeping = startHousekeeping(pools.pool, log)
  const app = await buildApp(site, pagesFolder)
  const drain = drainOf(app)
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw listenFailure(error, host, port)
  }
  const jobs = startJobs(site.pool, siteJobs(site), log)
  // The pages go on while its database work fails; it waits for the database by itself.
  await site.dispatcher.start()
  return {
    metrics: site.metrics,
    close: async () => {
      site.revocations.stop()
      housekeeping.stop()
      await Promise.all([site.live.stop(), site.messages.stop()])
      unsubscribe(BATCH_CHANNEL, countBatch)
      const brokenOff = site.verifyRuns.stop()
      // Takes nothing new from now on, and waits for the gateways meanwhile: the calls under way end by their timeouts.
      const dispatched = site.dispatcher.stop()
      await drain()
      await brokenOff
      // One that was asked for by the last requests.
      await site.verifyRuns.stop()
      await jobs.stop()
      await dispatched
      await pools.end()
    },
  }
}

const SWEEP_MS = 50
/** Within the ten seconds that an answer may take to be finished. */
const CUT_AFTER_MS = 9000

/**
 * Closes the server without cutting anybody off. Node closes the connections that are idle at that moment; those that
 * become idle later, after their answer, would be kept open for a minute: they are told to close, and swept up.
 */
function drainOf(app: App): () => Promise<void> {
  let isDraining = false
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close')
    await Promise.resolve()
  })
  return async () => {
    isDraining = true
    // Calls of gateways may take longer; whoever still waits for a page by then is cut off.
    const cut = setTimeout(() => app.server.closeAllConnections(), CUT_AFTER_MS)
    const sweep = setInterval(() => {
      app.server.closeIdleConnections()
    }, SWEEP_MS)
    try {
      await app.close()
    } finally {
      clearInterval(sweep)
      clearTimeout(cut)
    }
  }
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use by another program. Stop it, or choose another port: PORT=${port + 1}`,
    EACCES: `Port ${port} on ${host} is not allowed for this user. Choose one above 1023: PORT=3000`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set HOST to one that is, such as 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `${host} is not known as the name of this machine. Set HOST to one that is, such as 127.0.0.1.`,
  }
  const reason = code === undefined ? undefined : reasons[code]
  return reason === undefined ? error : new SetUpError(reason, EXIT_FAILURE, { cause: error })
}
