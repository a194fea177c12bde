import { columns } from '../shared/columns.mjs'
import { inWords } from '../shared/statistics.mjs'

/** @typedef {import('./rounds.mjs').Score} Score */

/** @param {readonly Score[]} scores */
export function table(scores) {
  return columns([
    ['scenario', 'contestant', 'tx/s', 'middle half', 'ratio', 'middle half', 'of the median', 'CPU µs/tx'],
    ...scores.map(({ scenario, contestant, perSecond, cpuMicros, ratio, medianRatio }) => [
      scenario,
      contestant,
      perSecond.median.toFixed(0),
      inWords([perSecond.q1, perSecond.q3], 0),
      ratio.median.toFixed(3),
      inWords([ratio.q1, ratio.q3], 3),
      inWords(medianRatio, 3),
      cpuMicros.median.toFixed(0),
    ]),
  ])
}

/**
 * @param {readonly Score[]} scores
 * @param {number} goal
 */
export function verdicts(scores, goal) {
  return scores
    .filter(({ contestant }) => contestant === 'withLock')
    .map(({ scenario, ratio, medianRatio }) => {
      const isMet = ratio.median >= goal
      const range = `19 times of 20 between ${inWords(medianRatio, 3)}`
      return `${scenario}: withLock has ${ratio.median.toFixed(3)} of the same by hand (${range}), goal ${String(goal)} ${isMet ? 'met' : 'MISSED'}`
    })
}
