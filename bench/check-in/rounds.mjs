import { cpuMsOf, watchOthers } from '../shared/machine.mjs'

/** @typedef {import('./players.mjs').Stage} Stage */
/** @typedef {import('./servers/javascript.mjs').Server} Server */
/** @typedef {import('./load/slice.mjs').SliceReport} SliceReport */

/** Connections of the load generator: as many as a batch of ours takes. What all make of more and fewer: `docs/performance.md`. */
export const CALLERS = 256

/** Where the numbers of members begin who only ask what does not check them in. */
const STRANGERS = 500_000_000
const STRANGER_COUNT = 25_000

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {(stage: Stage) => Promise<void>} [prepare]
 * @property {{ share: number, block: import('./load/slice.mjs').Block }} [repeats]
 * @property {boolean} isSpending whether members check in
 */

/**
 * One slice against one server. What it counted must be in the database.
 *
 * @param {Stage} stage
 * @param {Server} server
 * @param {{ workload: Workload, ms: number, runUpMs?: number, perSecond?: number, expect: number, callers?: number }} how
 *   `expect`: how many members there must be for a slice as fast as the fastest so far, per second
 * @returns {Promise<SliceReport>}
 */
export async function play(stage, server, how) {
  const { workload, ms, runUpMs = Math.min(200, ms / 4), perSecond, expect, callers } = how
  const isEndless = server.answersAlways === true || !workload.isSpending
  const fresh = isEndless
    ? { first: STRANGERS, count: STRANGER_COUNT }
    : await stage.members.atLeast(membersFor(expect, ms))
  const before = await claimsToday(stage)
  const report = await stage.load.play({
    port: server.port,
    callers: callers ?? server.callers ?? CALLERS,
    ...(server.isClosing && { isClosing: true }),
    ms,
    runUpMs,
    fresh,
    isEndless,
    ...(workload.repeats && { repeats: workload.repeats }),
    ...(perSecond !== undefined && { perSecond }),
  })
  if (!isEndless) stage.members.spend(report.used)
  const { 201: claimed = 0, 409: refused = 0, ...wrong } = report.statuses
  if (Object.keys(wrong).length > 0)
    throw new Error(`${server.name} answered with ${JSON.stringify(report.statuses)}`)
  if (server.answersAlways === true) return report
  const made = (await claimsToday(stage)) - before
  if (((server.hasRanks ?? true) ? made : claimed) !== claimed || claimed + refused === 0)
    throw new Error(`${server.name} said yes ${String(claimed)} times, and made ${String(made)} check-ins`)
  return report
}

/**
 * As many as a slice may use up, with some to spare.
 *
 * @param {number} perSecond
 * @param {number} ms
 */
function membersFor(perSecond, ms) {
  return Math.ceil((perSecond * ms) / 1000) + 500
}

/** @param {Stage} stage */
async function claimsToday({ client, day }) {
  const { rows } = await client.query(
    `select coalesce(sum(claims), 0)::int as n from daylatch.period_counter where action = 'check-in' and period = $1`,
    [day.today.key],
  )
  return rows[0].n
}

/** Until they have been asked a few thousand times, servers compile their code. */
const WARM = 2000

/**
 * @param {Stage} stage
 * @param {Server} server
 */
export async function warmUp({ load, members }, server) {
  const fresh = await members.atLeast(WARM)
  const isEndless = server.answersAlways === true
  if (!isEndless) members.spend(WARM)
  await load.play({
    port: server.port,
    callers: Math.min(32, server.callers ?? 32),
    ...(server.isClosing && { isClosing: true }),
    ms: 60_000,
    runUpMs: 0,
    fresh,
    isEndless,
    limit: WARM,
  })
}

/**
 * @typedef {object} Rates
 * @property {Server} server
 * @property {number[]} perSecond of each round
 * @property {number[]} p50
 * @property {number[]} p99
 * @property {{ answers: number, serverMs: number, databaseMs: number }} cpu in all rounds together
 *
 * @typedef {object} Contest
 * @property {string} workload
 * @property {readonly Rates[]} rates
 * @property {readonly number[]} others which part of the machine others took, of each round
 */

/**
 * All in turn, in slices so short that neighbours meet the same disk and the same neighbours on the machine; the order is
 * turned round each time. The first round is not counted.
 *
 * @param {Stage} stage
 * @param {readonly Server[]} servers
 * @param {Workload} workload
 * @param {{ rounds: number, ms: number }} size
 * @returns {Promise<Contest>}
 */
export async function compete(stage, servers, workload, { rounds, ms }) {
  const rates = servers.map((server) => ({
    server,
    perSecond: /** @type {number[]} */ ([]),
    p50: /** @type {number[]} */ ([]),
    p99: /** @type {number[]} */ ([]),
    cpu: { answers: 0, serverMs: 0, databaseMs: 0 },
  }))
  const others = []
  await workload.prepare?.(stage)
  for (let round = -1; round < rounds; round += 1) {
    // Making members costs the database as much as a check-in; it must not fall into anybody's slice.
    if (workload.isSpending) {
      const needed = rates.map(({ server }) => membersFor(expected(server), ms))
      await stage.members.atLeast(needed.reduce((sum, count) => sum + count, 0))
    }
    const tell = watchOthers([process.pid, stage.postmaster])
    for (const { server, perSecond, p50, p99, cpu } of round % 2 === 0 ? rates : rates.toReversed()) {
      const before = [cpuMsOf([server.pid]), cpuMsOf([stage.postmaster])]
      const report = await play(stage, server, { workload, ms, expect: expected(server) })
      server.best = Math.max(server.best ?? 0, report.perSecond)
      if (round < 0) continue
      perSecond.push(report.perSecond)
      p50.push(report.p50)
      p99.push(report.p99)
      cpu.answers += Object.values(report.statuses).reduce((sum, count) => sum + count, 0)
      // What processes took that have ended meanwhile is lost; it is little.
      cpu.serverMs += Math.max(0, cpuMsOf([server.pid]) - (before[0] ?? 0))
      cpu.databaseMs += Math.max(0, cpuMsOf([stage.postmaster]) - (before[1] ?? 0))
    }
    if (round >= 0) others.push(tell())
  }
  return { workload: workload.name, rates, others }
}

/**
 * More than it ever did, so that no slice runs out of members; they need not be many for the slow.
 *
 * @param {Server} server
 */
function expected({ best }) {
  return best === undefined ? 20_000 : best * 2 + 1000
}
