import { quantile } from '../shared/statistics.mjs'
import { play } from './rounds.mjs'

/**
 * Tries sizes of the pool in turn, and leaves the server with the one that was best: nobody is compared at a size that
 * does not suit him.
 *
 * @param {import('./players.mjs').Stage} stage
 * @param {import('./servers/javascript.mjs').Server} server
 * @param {import('./rounds.mjs').Workload} workload
 * @param {{ sizes: readonly number[], rounds: number, ms: number }} trial
 * @returns {Promise<{ size: number, perSecond: Readonly<Record<number, number>> } | undefined>} none if it has no pool to set
 */
export async function findPoolSize(stage, server, workload, { sizes, rounds, ms }) {
  if (server.resize === undefined) return undefined
  const rates = sizes.map((size) => ({ size, tries: /** @type {number[]} */ ([]) }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { size, tries } of round % 2 === 0 ? rates : rates.toReversed()) {
      await server.resize(size)
      const expect = server.best === undefined ? 20_000 : server.best * 2 + 1000
      const { perSecond } = await play(stage, server, { workload, ms, expect })
      server.best = Math.max(server.best ?? 0, perSecond)
      tries.push(perSecond)
    }
  }
  const medians = rates.map(({ size, tries }) => ({ size, median: quantile(tries, 0.5) }))
  const best = medians.reduce((one, other) => (other.median > one.median ? other : one))
  await server.resize(best.size)
  return {
    size: best.size,
    perSecond: Object.fromEntries(medians.map(({ size, median }) => [size, Math.round(median)])),
  }
}
