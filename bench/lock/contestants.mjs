import { fromPg, withLock } from 'daylatch'

/** @typedef {import('pg').Pool} Pool */

const select = 'select id, balance from account where id = $1'
const update = 'update account set balance = $1 where id = $2'
const begin = 'begin isolation level read committed; set local lock_timeout = 5000'

/**
 * Adds one to the balance of an account: transaction, lock, freshly read row, a decision, a write.
 *
 * @callback Increment
 * @param {Pool} pool
 * @param {number} id
 * @returns {Promise<void>}
 */

/**
 * The transaction as one would write it on `pg`, statement by statement.
 *
 * @param {string} opening
 * @param {string} lock
 * @returns {Increment}
 */
function byHand(opening, lock) {
  return async (pool, id) => {
    const client = await pool.connect()
    try {
      await client.query(opening)
      const { rows } = await client.query(select + lock, [id])
      await client.query(update, [rows[0].balance + 1, id])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
}

/** @type {WeakMap<Pool, import('daylatch').Database<import('pg').PoolClient>>} */
const databases = new WeakMap()

/** @type {Increment} */
async function byWithLock(pool, id) {
  const db = databases.get(pool) ?? fromPg(pool)
  databases.set(pool, db)
  await withLock(db, { text: select, values: [id] }, async (row, tx) => {
    await tx.query(update, [Number(row['balance']) + 1, id])
  })
}

/**
 * Each runs in a process of its own, so that what one does to Node.js (asynchronous hooks, shapes of objects, garbage) is
 * not charged to another.
 *
 * @type {Readonly<Record<string, Increment>>}
 */
export const contestants = {
  /** The same statements as `withLock` sends, level and timeout set; four round trips, where `withLock` takes three. */
  'by hand': byHand(begin, ' for no key update'),
  /** What people write first: no timeout, the level that happens to be the default. */
  'by hand, no timeout': byHand('begin', ' for no key update'),
  withLock: byWithLock,
  /** Shows that the check sees a lost update. Never timed. */
  'no lock': byHand(begin, ''),
}
