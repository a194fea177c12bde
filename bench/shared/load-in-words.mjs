import { spreadOf } from './statistics.mjs'

/**
 * How much of the machine was somebody else's, and what that means for the figures.
 *
 * @param {readonly number[]} others parts from 0 to 1
 */
export function loadInWords(others) {
  const { median, q3 } = spreadOf(others)
  if (Number.isNaN(median)) return 'How busy the machine was otherwise cannot be told here.'
  const part = `Others took ${(median * 100).toFixed(0)} % of the machine meanwhile (a quarter of the rounds: more than ${(q3 * 100).toFixed(0)} %)`
  return median > 0.1 ? `LOADED MACHINE. ${part}: read the ratios, not the figures.` : `${part}.`
}
