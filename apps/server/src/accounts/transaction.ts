import type { Pool, PoolClient } from 'pg'
import { databaseUnavailable } from '../http/to-problem.ts'

/** SQLSTATE of the warning that a commit has not waited for the synchronous standby. */
const NOT_ON_THE_STANDBY = '01000'

/**
 * Runs `work` in a transaction of its own: kept when it returns, undone when it throws.
 *
 * @throws {Problem} 503 `database-unavailable` where the commit may be lost in a failover: do it again
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return await onOneClient(pool, async (client) => {
    await client.query('begin isolation level read committed')
    const value = await work(client)
    await commit(client)
    return value
  })
}

/** What the work of {@link inFewTrips} comes to. */
export interface Work<T> {
  readonly value: T
  /** The statement that was sent last, and need not be awaited. */
  readonly last?: Promise<unknown>
}

/**
 * The same in fewer round trips, on a client that pipelines: BEGIN leaves together with what `work` sends first, and COMMIT
 * with what it sends last. Where the last statement fails, the commit undoes everything.
 *
 * @param work sends first what changes nothing, and goes on only when `begun` is resolved too
 * @throws {Problem} as `inTransaction`
 */
export async function inFewTrips<T>(
  pool: Pool,
  work: (client: PoolClient, begun: Promise<unknown>) => Promise<Work<T>>,
): Promise<T> {
  return await onOneClient(pool, async (client) => {
    const begun = client.query('begin isolation level read committed')
    begun.catch(() => undefined)
    const { value, last } = await work(client, begun)
    await Promise.all([last, commit(client)])
    return value
  })
}

async function onOneClient<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await use(client)
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure))
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** A transaction in which something has failed answers COMMIT with ROLLBACK, and no error. */
async function commit(client: PoolClient): Promise<void> {
  const warnings: unknown[] = []
  const onNotice = ({ code }: { readonly code?: unknown }): void => void warnings.push(code)
  client.on('notice', onNotice)
  try {
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error('Expected the transaction to be kept, and it was undone')
  } finally {
    client.removeListener('notice', onNotice)
  }
  if (warnings.includes(NOT_ON_THE_STANDBY)) {
    throw databaseUnavailable(new Error('The commit did not wait for the standby'))
  }
}
