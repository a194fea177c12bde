import { columns } from '../shared/columns.mjs'
import { inWords } from '../shared/statistics.mjs'

/** What is aimed at. */
export const goals = { othersRatio: 0.95, acceptP99Ms: 30, throughHandsetPerSecond: 1500 }

/** @param {Awaited<ReturnType<typeof import('./stalls.mjs').stalls>>} scores */
export function stallsTable(scores) {
  return columns([
    ['others, with a pool of four', 'per second', 'middle half', 'ratio', 'middle half', 'of the median'],
    ...scores.map(({ situation, perSecond, ratio, medianRatio }) => [
      situation,
      perSecond.median.toFixed(0),
      inWords([perSecond.q1, perSecond.q3], 0),
      ratio.median.toFixed(3),
      inWords([ratio.q1, ratio.q3], 3),
      inWords(medianRatio, 3),
    ]),
  ])
}

/** @param {Awaited<ReturnType<typeof import('./accepting.mjs').accepting>>} summaries */
export function acceptingTable(summaries) {
  return columns([
    ['accepting a send over HTTP', 'sends', 'p50 ms', 'p99 ms', 'max ms'],
    ...summaries.map(({ situation, count, p50, p99, max }) => [
      situation,
      String(count),
      p50.toFixed(1),
      p99.toFixed(1),
      max.toFixed(1),
    ]),
  ])
}

/** @param {readonly ({ contestant: string, situation: string } & Awaited<ReturnType<typeof import('./rivals/window.mjs').work>>['figures'])[]} beside */
export function rivalsTable(beside) {
  return columns([
    ['beside the stall', '', 'sends answered', 'p50 ms', 'p99 ms', 'pages answered', 'p50 ms', 'p99 ms'],
    ...beside.map(({ contestant, situation, sends, reads }) => [
      contestant,
      situation,
      ...[sends, reads].flatMap(({ begun, answered, p50, p99 }) => [
        `${String(answered)} of ${String(begun)}`,
        answered === 0 ? '' : p50.toFixed(1),
        answered === 0 ? '' : p99.toFixed(1),
      ]),
    ]),
  ])
}

/**
 * @param {string} what
 * @param {number} value
 * @param {number} goal
 * @param {boolean} isMet
 */
export function verdict(what, value, goal, isMet) {
  return `${what}: ${String(value)}, goal ${String(goal)} ${isMet ? 'met' : 'MISSED'}`
}
