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

/**
 * Where the median would lie if the same were measured again, 19 times of 20: between two of the sorted values, by the
 * binomial distribution. Supposes nothing about how the values are spread.
 *
 * @param {readonly number[]} values
 * @returns {readonly [number, number]}
 */
export function medianRange(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const off = Math.ceil(0.98 * Math.sqrt(sorted.length))
  const low = Math.max(0, Math.floor(sorted.length / 2) - off)
  return [sorted[low] ?? Number.NaN, sorted[sorted.length - 1 - low] ?? Number.NaN]
}

/**
 * @param {readonly [number, number]} range
 * @param {number} digits
 */
export function inWords([low, high], digits) {
  return `${low.toFixed(digits)}–${high.toFixed(digits)}`
}
