import { fromPg, verify } from 'daylatch'
import pg from 'pg'
import { memoryOf } from '../shared/machine.mjs'
import { paidTwiceWithoutLock } from './careless.mjs'
import { assertOnceEach, hammered as check } from './hammer.mjs'
import { findPoolSize } from './pool-size.mjs'
import { warmUp } from './rounds.mjs'
import { atHalfLoad, distinct } from './workloads.mjs'

/** @typedef {import('./players.mjs').Stage} Stage */
/** @typedef {import('./servers/javascript.mjs').Server} Server */

/**
 * Nobody is timed who pays somebody twice; and what all of them have written agrees.
 *
 * @param {Stage} stage
 * @param {readonly Server[]} contestants
 * @returns {Promise<string>} what was seen, in words
 */
export async function checkAll(stage, contestants) {
  for (const server of contestants) {
    await server.resize?.(16)
    await assertOnceEach(stage, server)
  }
  await assertAgrees(stage)
  const twice = await paidTwiceWithoutLock(stage)
  return `${check}, with each contestant: each was paid once, with one entry, and the others were refused; without a lock, ${String(twice)} were paid twice`
}

/**
 * Balances, entries, claims and latches must tell the same story, whoever has written them.
 *
 * @param {Stage} stage
 */
export async function assertAgrees({ shared }) {
  const pool = new pg.Pool({ connectionString: shared.url, max: 1 })
  try {
    const { problem } = await verify(fromPg(pool), { rangeSize: 5000 })
    if (problem !== null) throw new Error(`What was written does not agree: ${problem.text}`)
  } finally {
    await pool.end()
  }
}

/**
 * Each compiled, with the pool that suits it.
 *
 * @param {Stage} stage
 * @param {readonly Server[]} servers
 * @param {{ isQuick: boolean, ms: number }} how
 */
export async function prepareAll(stage, servers, { isQuick, ms }) {
  const pools = []
  for (const server of servers) {
    if (server.answersAlways === true) await server.resize?.(1)
    await warmUp(stage, server)
    if (server.answersAlways === true) continue
    const usual = isQuick ? [8, 16, 32] : [2, 4, 8, 16, 32, 64]
    const trial = { sizes: server.poolSizes ?? usual, rounds: isQuick ? 1 : 3, ms }
    const found = await findPoolSize(stage, server, distinct, trial)
    if (found !== undefined) pools.push({ contestant: server.name, ...found })
  }
  return pools
}

/**
 * At half of what each can do: latency; and the memory that its processes have by then.
 *
 * @param {Stage} stage
 * @param {readonly Server[]} servers
 * @param {readonly import('./report.mjs').Score[]} scores of the workload of distinct members
 * @param {number} rounds
 */
export async function halfLoads(stage, servers, scores, rounds) {
  const results = []
  for (const server of servers) {
    const best = scores.find(({ contestant }) => contestant === server.name)?.perSecond.median ?? 0
    if (best < 4) continue
    const half = await atHalfLoad(stage, server, best, rounds)
    results.push({ ...half, memory: memoryOf(server.pid) })
  }
  return results
}
