import { lockLookWrite } from './flow.mjs'
import { poolOf } from './pool.mjs'
import * as sql from './row-lock-sql.mjs'
import { REWARD, UNIT } from './view.mjs'

/**
 * The transaction as one writes it by hand who knows about the race, every statement prepared.
 *
 * @param {import('pg').PoolClient} client
 * @param {{ name: string, text: string }} look
 * @param {boolean} hasRanks
 * @returns {import('./flow.mjs').Steps}
 */
function stepsOn(client, look, hasRanks) {
  /**
   * @param {{ name: string, text: string }} statement
   * @param {unknown[]} values
   */
  const rowOf = async (statement, values) => (await client.query({ ...statement, values })).rows[0]
  return {
    look: async (memberId) => await rowOf(look, [memberId]),
    open: async (memberId, account) => await rowOf(sql.open, [memberId, account]),
    take: async ({ memberId, id, today, now, account, streak }) =>
      await rowOf(sql.take, [memberId, id, today.key, today.startsAt, today.endsAt, now, account, streak]),
    pay: async ({ memberId, account }) => await rowOf(sql.pay, [memberId, UNIT, account, REWARD]),
    enter: async ({ memberId, id, now, account }, { amount, version }) =>
      await rowOf(sql.enter, [memberId, UNIT, account, version, REWARD, amount, id, now]),
    count: hasRanks ? async (period) => (await rowOf(sql.count, [period])).claims : null,
    keep: async ({ memberId, id, today, now, account, streak }, seq, rank) => {
      const period = [today.key, today.startsAt, today.endsAt, now]
      return await rowOf(sql.keep, [memberId, id, ...period, streak, rank, UNIT, account, REWARD, seq])
    },
    record: async (memberId, claimId) => await rowOf(sql.record, [memberId, claimId]),
  }
}

/**
 * @param {import('./contestants.mjs').Circumstance} circumstance
 * @param {'for update' | ''} lock none shows what the lock is for
 * @param {boolean} [hasRanks] without, it does less than the others
 */
export async function rowLock({ url, size, resetHour }, lock, hasRanks = true) {
  const pool = await poolOf(url, size)
  const look = sql.look(lock)
  return {
    /** @type {import('../servers/http-shell.mjs').CheckIn} */
    checkIn: async (memberId, card) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const outcome = await lockLookWrite(stepsOn(client, look, hasRanks), { memberId, card, resetHour })
        await client.query('commit')
        return outcome
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    end: async () => await pool.end(),
  }
}
