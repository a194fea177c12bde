import { columns } from '../shared/columns.mjs'
import { inWords, medianRange, spreadOf } from '../shared/statistics.mjs'

/** What at least is asked of ours, as a multiple of a contestant's throughput, and what it is after. */
export const goals = {
  'row lock': { floor: 6, aim: 10 },
  'single statement': { floor: 2.5, aim: 4 },
  flask: { floor: 30, aim: 60 },
  rails: { floor: 30, aim: 60 },
  constant: { floor: 0.28, aim: 0.5 },
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
      p50: spreadOf(p50).median,
      p99: spreadOf(p99).median,
      ours: spreadOf(ratios),
      oursRange: medianRange(ratios),
    }
  })
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
      'ours is',
      'middle half',
      'of the median',
    ],
    ...scores.map(({ contestant, perSecond, p50, p99, serverMicros, databaseMicros, ours, oursRange }) => [
      contestant,
      perSecond.median.toFixed(0),
      inWords([perSecond.q1, perSecond.q3], 0),
      p50.toFixed(1),
      p99.toFixed(1),
      serverMicros.toFixed(0),
      databaseMicros.toFixed(0),
      contestant === OURS ? '' : `${ours.median.toFixed(2)} ×`,
      contestant === OURS ? '' : inWords([ours.q1, ours.q3], 2),
      contestant === OURS ? '' : inWords(oursRange, 2),
    ]),
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
 * @returns {readonly string[]}
 */
export function verdicts(scores) {
  return scores.flatMap(({ workload, contestant, ours }) => {
    const goal =
      workload === 'distinct members'
        ? contestant in goals
          ? goals[/** @type {'constant'} */ (contestant)]
          : undefined
        : workload === 'one member hammered' && contestant === 'constant'
          ? goals.repeats
          : undefined
    return goal === undefined ? [] : [verdict(`${workload}, ours against ${contestant}`, ours.median, goal)]
  })
}

/**
 * In words, how much of the machine was somebody else's.
 *
 * @param {readonly number[]} others
 */
export function loadInWords(others) {
  const { median, q3 } = spreadOf(others)
  if (Number.isNaN(median)) return 'How busy the machine was otherwise cannot be told here.'
  const part = `Others took ${(median * 100).toFixed(0)} % of the machine meanwhile (a quarter of the rounds: more than ${(q3 * 100).toFixed(0)} %)`
  return median > 0.1 ? `LOADED MACHINE. ${part}: read the ratios, not the figures.` : `${part}.`
}
