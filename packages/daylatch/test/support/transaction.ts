import type pg from 'pg'
import { onTestFinished } from 'vitest'
import { type Database, fromPg } from '../../src/index.ts'

/** A transaction that the test begins and ends, as an application would. */
export interface OpenTransaction {
  readonly client: pg.PoolClient
  readonly db: Database<pg.PoolClient>
  /** Of its server process, for `waitUntilBlocked`. */
  readonly pid: number
  readonly setting: (name: string) => Promise<string>
  /** Ends it and gives the connection back. */
  readonly end: (how: 'commit' | 'rollback') => Promise<void>
}

export async function openTransaction(pool: pg.Pool, isolation = 'read committed'): Promise<OpenTransaction> {
  const client = await pool.connect()
  let isGivenBack = false
  // Of a test that fails halfway: the end of its pool would wait for this connection until the hook's time is over.
  onTestFinished(() => {
    if (!isGivenBack) client.release(true)
  })
  await client.query(`begin isolation level ${isolation}`)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return {
    client,
    db: fromPg(client),
    pid: rows[0]?.pid ?? 0,
    async setting(name) {
      const answer = await client.query<{ value: string }>('select current_setting($1) as value', [name])
      return answer.rows[0]?.value ?? ''
    },
    async end(how) {
      await client.query(how)
      client.release()
      isGivenBack = true
    },
  }
}
