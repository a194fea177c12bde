/** One contestant in a process of its own. It works when it is told to, and tells what it has done. */
import pg from 'pg'
import { contestants } from './contestants.mjs'

/**
 * @typedef {object} Round
 * @property {number} callers how many work at the same time, each with a connection
 * @property {boolean} isHot whether all want the same row
 * @property {number} [ms] how long to go on
 * @property {number} [count] how many transactions each caller makes, instead of `ms`
 *
 * @typedef {{ count: number, ms: number, cpuMs: number } | { failure: string }} Report
 */

const [name = '', url = ''] = process.argv.slice(2)
const increment = contestants[name]
if (increment === undefined) throw new Error(`No contestant is called ${name}`)

/** @type {pg.Pool | undefined} */
let pool

/**
 * Connected already, so that no round is charged with it.
 *
 * @param {number} size
 */
async function poolOf(size) {
  if (pool?.options.max === size) return pool
  await pool?.end()
  const fresh = new pg.Pool({ connectionString: url, max: size, idleTimeoutMillis: 0 })
  const clients = await Promise.all(Array.from({ length: size }, () => fresh.connect()))
  for (const client of clients) client.release()
  pool = fresh
  return fresh
}

/** @param {Round} round */
async function work({ callers, isHot, ms = Infinity, count = Infinity }) {
  const from = await poolOf(callers)
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const made = await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      let done = 0
      for (; done < count && performance.now() - started < ms; done += 1) {
        await increment?.(from, isHot ? 1 : caller + 1)
      }
      return done
    }),
  )
  const { user, system } = process.cpuUsage(cpu)
  return {
    count: made.reduce((sum, one) => sum + one, 0),
    ms: performance.now() - started,
    cpuMs: (user + system) / 1000,
  }
}

process.on('message', (/** @type {Round} */ round) => {
  work(round).then(
    (report) => process.send?.(report),
    (error) => process.send?.({ failure: String(error) }),
  )
})
process.once('disconnect', () => void pool?.end())
