import { constant } from './constant.mjs'
import { oneStatement } from './one-statement.mjs'
import { rowLock } from './row-lock.mjs'

/**
 * @typedef {object} Circumstance
 * @property {string} url of the database
 * @property {number} size of the pool
 * @property {number} resetHour when the day begins, in UTC
 *
 * @callback Contestant
 * @param {Circumstance} circumstance
 * @returns {Promise<{ checkIn: import('../servers/http-shell.mjs').CheckIn, end: () => Promise<void> }>}
 */

/** Those that are written in JavaScript. @type {Readonly<Record<string, Contestant>>} */
export const contestants = {
  constant,
  'row lock': async (circumstance) => await rowLock(circumstance, 'for update'),
  'row lock without ranks': async (circumstance) => await rowLock(circumstance, 'for update', false),
  'single statement': async (circumstance) => await oneStatement(circumstance),
  /** Shows that the check sees a member who is paid twice. Never timed. */
  'no lock': async (circumstance) => await rowLock(circumstance, ''),
}
