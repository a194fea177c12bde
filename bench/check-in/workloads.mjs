import { peakMemoryOf, watchOthers } from '../shared/machine.mjs'
import { medianRange, spreadOf } from '../shared/statistics.mjs'
import { play } from './rounds.mjs'

/** @typedef {import('./rounds.mjs').Workload} Workload */
/** @typedef {import('./players.mjs').Stage} Stage */

/** Everybody asks once. @type {Workload} */
export const distinct = { name: 'distinct members', isSpending: true }

/** Members who have checked in already, for those who come again. */
const REGULARS = 2000

/**
 * Somebody must have checked in before he can come again: with ours, whoever is asked afterwards.
 *
 * @param {Stage} stage
 * @param {number} count
 */
async function checkedIn({ load, members, ours }, count) {
  const fresh = await members.atLeast(count)
  members.spend(count)
  const slice = {
    port: ours.port,
    callers: 64,
    ms: 60_000,
    runUpMs: 0,
    fresh,
    isEndless: false,
    limit: count,
  }
  const { statuses } = await load.play(slice)
  if (statuses[201] !== count) throw new Error(`Not everybody was let in: ${JSON.stringify(statuses)}`)
  return fresh
}

/**
 * One member who has checked in, again and again, from all connections at once.
 *
 * @param {Stage} stage
 * @returns {Promise<Workload>}
 */
export async function hammered(stage) {
  const block = await checkedIn(stage, 1)
  return { name: 'one member hammered', isSpending: false, repeats: { share: 1, block } }
}

/**
 * Nine of ten requests are of members who have checked in.
 *
 * @param {Stage} stage
 * @returns {Promise<Workload>}
 */
export async function mostlyRepeats(stage) {
  const block = await checkedIn(stage, REGULARS)
  return { name: '90 % repeats', isSpending: true, repeats: { share: 0.9, block } }
}

/** A thousand connections are opened at once before a slice, and those of the last one closed: that is no part of half a load. */
const HALF_LOAD = { ms: 3000, runUpMs: 1000 }

/**
 * How long an answer takes when half of what a server can do is asked of it, at fixed times: medians of the rounds; what
 * memory its process has had at most by then; and which part of the machine others took, in each round.
 *
 * @param {Stage} stage
 * @param {import('./servers/javascript.mjs').Server} server
 * @param {number} perSecond what it can do
 * @param {number} rounds
 */
export async function atHalfLoad(stage, server, perSecond, rounds) {
  const half = perSecond / 2
  // Puma and uWSGI serve no more at a time than they have threads and processes: the rest would be left without an answer.
  const callers = server.callers ?? 1024
  const how = { workload: distinct, ...HALF_LOAD, perSecond: half, expect: half * 1.1, callers }
  const slices = []
  const others = []
  for (let round = 0; round < rounds; round += 1) {
    const tell = watchOthers([process.pid, stage.postmaster])
    slices.push(await play(stage, server, how))
    others.push(tell())
  }
  const tails = slices.map(({ p99 }) => p99)
  return {
    contestant: server.name,
    perSecond: half,
    p50: spreadOf(slices.map(({ p50 }) => p50)).median,
    p99: spreadOf(tails).median,
    p99Range: medianRange(tails),
    rounds: tails.map(Math.round),
    peakMemory: peakMemoryOf(server.pid),
    others,
  }
}
