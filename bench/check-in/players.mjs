import pg from 'pg'
import { parentOf } from '../shared/machine.mjs'
import { cookieKey } from './cookie.mjs'
import { benchDay } from './day.mjs'
import { Load } from './load/load.mjs'
import { Members } from './members.mjs'
import { startDaylatch } from './servers/daylatch.mjs'

/**
 * What everything is played on.
 *
 * @typedef {object} Stage
 * @property {pg.Client} client
 * @property {Load} load
 * @property {Members} members
 * @property {import('./day.mjs').Day} day
 * @property {import('./servers/javascript.mjs').Shared} shared
 * @property {import('./servers/javascript.mjs').Server} ours
 * @property {number} postmaster the process of the database
 */

/**
 * Our server, which makes the tables; the load generator; members who have not checked in.
 *
 * @param {string} url
 * @returns {Promise<Stage & { end: () => Promise<void> }>}
 */
export async function openStage(url) {
  const day = benchDay()
  const ours = await startDaylatch(url, day.resetAt)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`select value from site.secret where name = 'root'`)
  const key = cookieKey(rows[0].value)
  const load = new Load(key)
  return {
    client,
    load,
    members: new Members(client, day),
    day,
    shared: { url, key, resetHour: Number(day.resetAt.slice(0, 2)) },
    ours,
    postmaster: parentOf(await backendOf(client)),
    end: async () => {
      load.leave()
      await client.end()
      await ours.leave()
    },
  }
}

/** @param {pg.Client} client */
async function backendOf(client) {
  return (await client.query('select pg_backend_pid() as pid')).rows[0].pid
}
