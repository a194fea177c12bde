import { day, fromPg, once } from 'daylatch'
import { spreadOf } from '../shared/statistics.mjs'
import { makeClients } from './clients.mjs'
import { until } from './office.mjs'

/** @typedef {import('./site.mjs').BenchSite} BenchSite */

/**
 * Queues messages while the gateway is paused, lets them go, and takes the time until the last one is accepted.
 *
 * @param {BenchSite} site
 * @param {import('pg').Pool} pool
 * @param {number} count
 * @returns {Promise<number>} messages per second
 */
export async function burst(site, pool, count) {
  await decide(site, 'pause')
  const clients = await makeClients(pool, count)
  const message = once('message', { per: day({ zone: 'UTC' }) })
  const sent = await message.sendMany(
    fromPg(pool),
    clients.map(({ id, number }) => ({
      subject: `client:${id}`,
      also: [`number:${number}`],
      gateway: 'handset',
      recipient: number,
      payload: { text: 'Your table is ready' },
    })),
  )
  if (sent.some(({ status }) => status !== 'queued')) throw new Error('A message was not queued')
  await pool.query('vacuum analyze daylatch.effect')
  await decide(site, 'resume')
  await until('every message to be accepted', async () => (await left(pool)) === 0, {
    limitMs: 300_000,
    everyMs: 250,
  })
  return count / (await secondsOfLast(pool, count))
}

/**
 * @param {BenchSite} site
 * @param {'pause' | 'resume'} decision
 */
async function decide(site, decision) {
  const { status } = await site.ask('POST', `/api/gateways/handset/${decision}`, { reason: 'measuring' })
  if (status !== 200) throw new Error(`To ${decision} the gateway was answered with ${String(status)}`)
}

/** @param {import('pg').Pool} pool */
async function left(pool) {
  const { rows } = await pool.query(
    `select count(*)::int as n from daylatch.effect where gateway = 'handset' and state in ('pending', 'sending')`,
  )
  return rows[0].n
}

/**
 * From when the gateway was let go to the last of so many answers, by the history: looking often would take time from
 * what is measured.
 *
 * @param {import('pg').Pool} pool
 * @param {number} count
 */
async function secondsOfLast(pool, count) {
  const { rows } = await pool.query(
    `with answered as (
       select at from daylatch.effect_event where to_state = 'sent' order by at desc limit $1
     )
     select extract(epoch from max(answered.at) - (
       select max(at) from site.audit_log where action = 'gateway.resumed'
     ))::float8 as seconds from answered`,
    [count],
  )
  return rows[0].seconds
}

/** @param {import('pg').Pool} pool */
export async function states(pool) {
  const { rows } = await pool.query(
    `select state, count(*)::int as n from daylatch.effect where gateway = 'handset' group by state order by state`,
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/**
 * @param {BenchSite} site
 * @param {import('pg').Pool} pool
 * @param {{ rounds: number, count: number }} size
 */
export async function throughHandset(site, pool, { rounds, count }) {
  await burst(site, pool, Math.min(count, 500))
  const rates = []
  for (let round = 0; round < rounds; round += 1) rates.push(await burst(site, pool, count))
  // Receipts come behind: those are not waited for above.
  await until('every receipt', async () => ((await states(pool))['sent'] ?? 0) === 0, {
    limitMs: 600_000,
    everyMs: 250,
  })
  const ended = await states(pool)
  if (Object.keys(ended).join() !== 'delivered')
    throw new Error(`Not all were delivered: ${JSON.stringify(ended)}`)
  await assertOnce(pool)
  return { perSecond: spreadOf(rates), rounds: rates.map(Math.round), messages: count }
}

/** @param {import('pg').Pool} pool */
async function assertOnce(pool) {
  const { rows } = await pool.query(`select count(*)::int as n from daylatch.effect where attempt <> 1`)
  if (rows[0].n !== 0) throw new Error(`${String(rows[0].n)} messages took more than one attempt`)
}
