/**
 * The value below which the given part of all values lies; between two of them, in proportion.
 *
 * @param {readonly number[]} values
 * @param {number} part 0.5 for the median
 */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)] ?? Number.NaN
  return low + (at % 1) * ((sorted[Math.ceil(at)] ?? low) - low)
}

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} q1 a quarter of the values lies below
 * @property {number} q3 a quarter of the values lies above
 */

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  return { median: quantile(values, 0.5), q1: quantile(values, 0.25), q3: quantile(values, 0.75) }
}
