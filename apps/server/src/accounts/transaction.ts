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
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin isolation level read committed')
    const value = await work(client)
    await commit(client)
    return value
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
