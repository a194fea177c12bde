import { columns } from '../shared/columns.mjs'
import { inWords, medianRange, spreadOf } from '../shared/statistics.mjs'

/** What at least is asked of ours, as a multiple of a contestant's throughput, and what it is after. */
export const goals = {
  distinct: {
    'row lock': { floor: 6, aim: 10 },
    'single statement': { floor: 2.5, aim: 4 },
    flask: { floor: 30, aim: 60 },
    rails: { floor: 30, aim: 60 },
    constant: { floor: 0.28, aim: 0.5 },
  },
  repeats: { floor: 0.8, aim: 0.8 },
  p99Ms: 25,
  memoryMb: 250,
}

const OURS = 'daylatch'

/**
 * Ours as a multiple of everybody, round by round.
 *
 * @param {import('./rounds.mjs').Contest} contest
 */
export function scoresOf({ workload, rates }) {
  const ours = rates.find(({ server }) => server.name === OURS)
  const oursMicros = ours === undefined ? Number.NaN : microsOf(ours.cpu)
  return rates.map(({ server, perSecond, p50, p99, cpu }) => {
    const ratios = perSecond.map((rate, round) => (ours?.perSecond[round] ?? Number.NaN) / rate)
    return {
      workload,
      contestant: server.name,
      perSecond: spreadOf(perSecond),
      rounds: perSecond.map(Math.round),
      /** Steadier than the clock where others work on the machine. */
      serverMicros: (cpu.serverMs / cpu.answers) * 1000,
      databaseMicros: (cpu.databaseMs / cpu.answers) * 1000,
      /** How many times the CPU time of ours it takes. */
      cpuRatio: microsOf(cpu) / oursMicros,
      p50: spreadOf(p50).median,
      p99: spreadOf(p99).median,
      ours: spreadOf(ratios),
      oursRange: medianRange(ratios),
    }
  })
}

/** @param {{ answers: number, serverMs: number, databaseMs: number }} cpu of server and database together */
function microsOf({ answers, serverMs, databaseMs }) {
  return ((serverMs + databaseMs) / answers) * 1000
}

/** @typedef {ReturnType<typeof scoresOf>[number]} Score */

/** @param {readonly Score[]} scores */
export function table(scores) {
  const [first] = scores
  return columns([
    [
      first?.workload ?? '',
      'per second',
      'middle half',
      'p50 ms',
      'p99 ms',
      'CPU µs: server',
      'database',
      'both',
      'ours is',
      'middle half',
      'of the median',
    ],
    ...scores.map(
      ({ contestant, perSecond, p50, p99, serverMicros, databaseMicros, cpuRatio, ours, oursRange }) => [
        contestant,
        perSecond.median.toFixed(0),
        inWords([perSecond.q1, perSecond.q3], 0),
        p50.toFixed(1),
        p99.toFixed(1),
        serverMicros.toFixed(0),
        databaseMicros.toFixed(0),
        `${cpuRatio.toFixed(2)} ×`,
        contestant === OURS ? '' : `${ours.median.toFixed(2)} ×`,
        contestant === OURS ? '' : inWords([ours.q1, ours.q3], 2),
        contestant === OURS ? '' : inWords(oursRange, 2),
      ],
    ),
  ])
}

/**
 * @param {string} what
 * @param {number} value
 * @param {{ floor: number, aim: number }} goal
 */
export function verdict(what, value, { floor, aim }) {
  const word = value >= aim ? 'aim reached' : value >= floor ? 'floor reached' : 'MISSED'
  return `${what}: ${value.toFixed(value < 1 ? 3 : 2)} ×, floor ${String(floor)}, aim ${String(aim)}: ${word}`
}

/**
 * @param {readonly Score[]} scores of all workloads
 * @param {Awaited<ReturnType<typeof import('./phases.mjs').halfLoads>>} half
 * @returns {readonly string[]}
 */
export function verdicts(scores, half) {
  const ratios = scores.flatMap(({ workload, contestant, ours, cpuRatio }) => {
    const goal = goalOf(workload, contestant)
    const what = `${workload}, ours against ${contestant}`
    return goal === undefined
      ? []
      : [`${verdict(what, ours.median, goal)} (by CPU time ${cpuRatio.toFixed(2)} ×)`]
  })
  const ours = half.find(({ contestant }) => contestant === OURS)
  const word = (/** @type {boolean} */ isMet) => (isMet ? 'met' : 'MISSED')
  if (ours === undefined) return ratios
  return [
    ...ratios,
    `p99 at half load: ${ours.p99.toFixed(1)} ms (range ${inWords(ours.p99Range, 1)}; others ${percentOf(ours.others)} % of the machine), goal below ${String(goals.p99Ms)} ${word(ours.p99 < goals.p99Ms)}`,
    `most memory of the server: ${ours.peakMemory.toFixed(0)} MB, goal below ${String(goals.memoryMb)} ${word(!(ours.peakMemory >= goals.memoryMb))}`,
  ]
}

/**
 * @param {string} workload
 * @param {string} contestant
 */
function goalOf(workload, contestant) {
  if (workload === 'one member hammered' && contestant === 'constant') return goals.repeats
  const of = /** @type {Readonly<Record<string, { floor: number, aim: number }>>} */ (goals.distinct)
  return workload === 'distinct members' ? of[contestant] : undefined
}

/** @param {Awaited<ReturnType<typeof import('./phases.mjs').halfLoads>>} half */
export function halfTable(half) {
  return columns([
    ['at half load', 'per second', 'p50 ms', 'p99 ms', 'range', 'memory MB', 'at most', 'others %'],
    ...half.map(({ contestant, perSecond, p50, p99, p99Range, memory, peakMemory, others }) => [
      contestant,
      perSecond.toFixed(0),
      p50.toFixed(1),
      p99.toFixed(1),
      inWords(p99Range, 1),
      memory.toFixed(0),
      peakMemory.toFixed(0),
      percentOf(others),
    ]),
  ])
}

/** @param {readonly number[]} parts where they can be known */
function percentOf(parts) {
  const { median } = spreadOf(parts)
  return Number.isNaN(median) ? '?' : (median * 100).toFixed(0)
}

/** @param {Awaited<ReturnType<typeof import('./batches.mjs').batchSizes>>} batches */
export function batchTable(batches) {
  return columns([
    ['claims in a batch, one connection', 'per second', 'database CPU µs'],
    ...batches.map(({ size, perSecond, databaseMicros }) => [
      String(size),
      perSecond.toFixed(0),
      databaseMicros.toFixed(0),
    ]),
  ])
}

/** @param {Awaited<ReturnType<typeof import('./phases.mjs').prepareAll>>} pools */
export function poolsInWords(pools) {
  return pools
    .map(({ contestant, size, perSecond }) => {
      const tried = Object.entries(perSecond).map(([tried, rate]) => `${tried}: ${String(rate)}`)
      return `Pool of ${contestant}: ${String(size)} (per second with ${tried.join(', ')})`
    })
    .join('\n')
}
