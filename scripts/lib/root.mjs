import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '')

/** Where the scripts keep what they remember between runs; ignored by git. */
export const memory = path.join(root, '.daylatch')

/**
 * @param {...string} parts
 * @returns {string} a path below the checkout
 */
export function inRoot(...parts) {
  return path.join(root, ...parts)
}
