import { medianRange, spreadOf } from '../shared/statistics.mjs'

/** @typedef {import('pg').Client} Client */
/** @typedef {import('./player.mjs').Player} Player */
/** @typedef {import('../shared/statistics.mjs').Spread} Spread */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} callers
 * @property {boolean} isHot
 * @property {number} stretch how many times longer than the others it takes for everybody to have had a turn
 *
 * @typedef {object} Score
 * @property {string} scenario
 * @property {string} contestant
 * @property {Spread} perSecond transactions
 * @property {Spread} cpuMicros of the contestant's own process, per transaction; steadier than the clock on a busy machine
 * @property {Spread} ratio to the first contestant right before or after it; above 1 is faster
 * @property {readonly [number, number]} medianRatio where its median would lie 19 times of 20
 * @property {readonly number[]} rounds transactions per second of each round
 */

/** @param {Client} client */
async function sumOf(client) {
  return Number((await client.query('select sum(balance) as sum from account')).rows[0].sum)
}

/**
 * One round, after which the balances must have grown by exactly what the contestant says it did.
 *
 * @param {Client} client
 * @param {Player} player
 * @param {import('./contestant.mjs').Round} round
 * @returns {Promise<{ perSecond: number, cpuMicros: number, lost: number }>}
 */
export async function play(client, player, round) {
  const before = await sumOf(client)
  const { count, ms, cpuMs } = await player.play(round)
  return {
    perSecond: count / (ms / 1000),
    cpuMicros: (cpuMs / count) * 1000,
    lost: count - ((await sumOf(client)) - before),
  }
}

/**
 * Sixteen callers on one row, before anything is timed.
 *
 * @param {Client} client
 * @param {readonly Player[]} players
 * @param {Player} careless the one without a lock, which shows that a loss would be seen
 */
export async function check(client, players, careless) {
  const round = { callers: 16, isHot: true, count: 25 }
  for (const player of players) assertNoneLost(player, await play(client, player, round))
  const { lost } = await play(client, careless, round)
  if (lost === 0) throw new Error('The check sees nothing: without a lock, no update was lost')
  return `each made 400 increments of one row, none lost; without a lock, ${String(lost)} were lost`
}

/**
 * A few thousand transactions each before anything is timed: until then Node.js interprets much of what it will compile,
 * and whoever has more of his own code in JavaScript would look slower than he is.
 *
 * @param {Client} client
 * @param {readonly Player[]} players
 * @param {number} count of each of 16 callers
 */
export async function warmUp(client, players, count) {
  for (const player of players) {
    assertNoneLost(player, await play(client, player, { callers: 16, isHot: false, count }))
  }
}

/**
 * @param {Player} player
 * @param {{ lost: number }} result
 */
function assertNoneLost(player, { lost }) {
  if (lost !== 0) throw new Error(`${player.name} lost ${String(lost)} updates`)
}

/**
 * All contestants in turn, in slices so short that neighbours meet the same disk and the same neighbours on the machine.
 * The order is turned round each time: the first two stand side by side always, and neither goes first more often. The
 * first two rounds are not counted.
 *
 * @param {Client} client
 * @param {readonly Player[]} players the one that the others are compared with, the one that matters, and more
 * @param {Scenario} scenario
 * @param {{ rounds: number, ms: number }} size
 * @returns {Promise<Score[]>}
 */
export async function compete(client, players, { name, callers, isHot, stretch }, { rounds, ms }) {
  const results = players.map((player) => ({
    player,
    rates: /** @type {number[]} */ ([]),
    cpu: /** @type {number[]} */ ([]),
  }))
  for (let round = -2; round < rounds; round += 1) {
    for (const { player, rates, cpu } of round % 2 === 0 ? results : results.toReversed()) {
      const result = await play(client, player, { callers, isHot, ms: ms * stretch })
      assertNoneLost(player, result)
      if (round < 0) continue
      rates.push(result.perSecond)
      cpu.push(result.cpuMicros)
    }
  }
  return results.map(({ player, rates, cpu }) => {
    const ratios = rates.map((rate, round) => rate / (results[0]?.rates[round] ?? Number.NaN))
    return {
      scenario: name,
      contestant: player.name,
      perSecond: spreadOf(rates),
      cpuMicros: spreadOf(cpu),
      ratio: spreadOf(ratios),
      medianRatio: medianRange(ratios),
      rounds: rates.map(Math.round),
    }
  })
}
