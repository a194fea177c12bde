import { quantile } from '../shared/statistics.mjs'
import { makeClients } from './clients.mjs'
import { STALLED, until } from './office.mjs'
import { Staff } from './staff.mjs'

/** Sends per second: staff who press a button, not a queue that is as long as the answers are slow. */
const PER_SECOND = 40

/** @typedef {import('./site.mjs').BenchSite} BenchSite */

/**
 * `POST /api/clients/:id/messages`, each to a client of his own, begun at fixed times whatever became of the ones before.
 *
 * @param {BenchSite} site
 * @param {import('pg').Pool} pool
 * @param {number} count
 */
async function accept(site, pool, count) {
  const clients = await makeClients(pool, count)
  const staff = new Staff(site)
  const started = performance.now()
  const times = await Promise.all(
    clients.map(async ({ id }, n) => {
      const due = started + (n * 1000) / PER_SECOND
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      const status = await staff.post(`/api/clients/${id}/messages`, { text: 'Your table is ready' })
      if (status !== 202) throw new Error(`A send was answered with ${String(status)}`)
      // From when it was due: what this process was late with counts as well.
      return performance.now() - due
    }),
  )
  staff.close()
  return times
}

/**
 * @param {string} situation
 * @param {readonly number[]} times
 */
function summary(situation, times) {
  return {
    situation,
    count: times.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    max: Math.max(...times),
  }
}

/**
 * Without a stall, and while the handset leaves sixteen calls and everything after them without an answer.
 *
 * @param {BenchSite} site
 * @param {import('pg').Pool} pool
 * @param {number} count
 */
export async function accepting(site, pool, count) {
  // Until it has been asked a few hundred times, a server compiles its code.
  await accept(site, pool, Math.min(count, 200))
  const before = await accept(site, pool, count)
  const { status } = await site.ask('PUT', '/api/handset/behaviour', { mode: 'stall', seconds: 600 })
  if (status !== 200) throw new Error(`The handset’s behaviour was answered with ${String(status)}`)
  await accept(site, pool, STALLED)
  await until('sixteen stalled sends', async () => (await stalled(pool)) >= STALLED)
  const during = await accept(site, pool, count)
  const left = await stalled(pool)
  if (left < STALLED) throw new Error('The stall was over before its end')
  return [summary('no stall', before), summary('during the stall', during)]
}

/**
 * Calls that were begun and never answered, whatever a receipt has said of their messages meanwhile.
 *
 * @param {import('pg').Pool} pool
 */
async function stalled(pool) {
  const { rows } = await pool.query(
    `select count(*)::int as n from daylatch.effect e
     where e.attempt > 0 and not exists (
       select from daylatch.effect_event v
       where v.subject = e.subject and v.effect_id = e.effect_id and v.reason in ('accepted', 'accepted-late')
     )`,
  )
  return rows[0].n
}
