import pg from 'pg'
import type { Logger } from 'pino'

/** Connections of one process: for claims, which are sent in pipelines and batches, and for everything else. */
const CLAIM_CONNECTIONS = 8
const OTHER_CONNECTIONS = 6
/** For the dispatcher: one to take messages, one to record what became of them, and one to look after the rest. */
const DISPATCH_CONNECTIONS = 3
/** Outside the pools: one that hears of check-ins, one that hears of messages, one that hears of messages to send. */
const SINGLE_CONNECTIONS = 3

/** What all processes together may open. */
export function connectionsOf(workers: number): number {
  return workers * (CLAIM_CONNECTIONS + OTHER_CONNECTIONS + DISPATCH_CONNECTIONS + SINGLE_CONNECTIONS)
}

/** What the embedded server allows: all of those, with room for migrations, psql and a second start. */
export function connectionsNeeded(workers: number): number {
  return Math.max(100, connectionsOf(workers) + 30)
}

export interface Pools {
  readonly pool: pg.Pool
  readonly claimPool: pg.Pool
  readonly dispatchPool: pg.Pool
  /** Makes a connection of its own; whoever opens it ends it. */
  readonly client: () => pg.Client
  end(): Promise<void>
}

export function openPools(url: string, log: Logger): Pools {
  const pool = openPool(url, OTHER_CONNECTIONS, log, {})
  const claimPool = openPool(url, CLAIM_CONNECTIONS, log, { pipeline: true })
  const dispatchPool = openPool(url, DISPATCH_CONNECTIONS, log, { pipeline: true })
  return {
    pool,
    claimPool,
    dispatchPool,
    client: () => new pg.Client({ connectionString: url, application_name: 'daylatch', keepAlive: true }),
    end: async () => {
      await Promise.all([pool.end(), claimPool.end(), dispatchPool.end()])
    },
  }
}

export function openPool(url: string, max: number, log: Logger, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'daylatch',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    ...options,
  })
  // A server that restarts cuts idle connections. The pool forgets them and opens others when they are needed.
  pool.on('error', (error) => {
    log.warn({ err: error }, 'an idle database connection was lost')
  })
  return pool
}
