import { fromPg, migrate } from 'daylatch'
import pg from 'pg'
import { hammer } from './hammer.mjs'
import { Members } from './members.mjs'
import { startJavascript } from './servers/javascript.mjs'

/**
 * Shows that the check sees something: the same transaction without its lock, in a database of its own without the unique
 * index that stands behind all locks.
 *
 * @param {import('./players.mjs').Stage} stage
 * @returns {Promise<number>} how many members were paid twice
 */
export async function paidTwiceWithoutLock(stage) {
  await stage.client.query('create database careless')
  const url = stage.shared.url.replace(/\/[^/?]+(\?|$)/, '/careless$1')
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  await migrate(fromPg(pool))
  await pool.query('drop index daylatch.claim_once')
  await pool.end()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const server = await startJavascript('no lock', { ...stage.shared, url })
  try {
    await server.resize?.(16)
    const { twice } = await hammer({ ...stage, client, members: new Members(client, stage.day) }, server)
    if (twice === 0) throw new Error('The check sees nothing: without a lock, nobody was paid twice')
    return twice
  } finally {
    await server.leave()
    await client.end()
  }
}
