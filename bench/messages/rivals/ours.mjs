import { makeClients } from '../clients.mjs'
import { work } from './window.mjs'

/**
 * The same staff at our server, in whatever situation it is.
 *
 * @param {import('../site.mjs').BenchSite} site
 * @param {import('pg').Pool} pool
 * @param {string} situation
 * @param {number} ms
 */
export async function ours(site, pool, situation, ms) {
  const clients = await makeClients(pool, Math.ceil(ms / 10) + 100)
  /** @param {number} n */
  const idOf = (n) => clients[n % clients.length]?.id ?? ''
  const staff = {
    send: async (/** @type {number} */ n) =>
      (await site.ask('POST', `/api/clients/${idOf(n)}/messages`, { text: 'Your table is ready' })).status,
    read: async (/** @type {number} */ n) => (await site.ask('GET', `/api/clients/${idOf(n)}`)).status,
  }
  const { figures, rest } = await work(staff, ms)
  await rest
  return { contestant: 'daylatch', situation, ...figures }
}
