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

/**
 * Those that are written in JavaScript. Each loads only what is his.
 *
 * @type {Readonly<Record<string, Contestant>>}
 */
export const contestants = {
  constant: async (circumstance) => await (await import('./constant.mjs')).constant(circumstance),
  'row lock': async (circumstance) =>
    await (await import('./row-lock.mjs')).rowLock(circumstance, 'for update'),
  'row lock without ranks': async (circumstance) =>
    await (await import('./row-lock.mjs')).rowLock(circumstance, 'for update', false),
  'single statement': async (circumstance) =>
    await (await import('./one-statement.mjs')).oneStatement(circumstance),
  drizzle: async (circumstance) => await (await import('./drizzle.mjs')).byDrizzle(circumstance),
  kysely: async (circumstance) => await (await import('./kysely.mjs')).byKysely(circumstance),
  typeorm: async (circumstance) => await (await import('./typeorm.mjs')).byTypeorm(circumstance),
  prisma: async (circumstance) => await (await import('./prisma.mjs')).byPrisma(circumstance),
  /** Shows that the check sees a member who is paid twice. Never timed. */
  'no lock': async (circumstance) => await (await import('./row-lock.mjs')).rowLock(circumstance, ''),
}
