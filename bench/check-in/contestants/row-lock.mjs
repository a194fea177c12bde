import { randomUUID } from 'node:crypto'
import { dayAt } from '../day.mjs'
import { poolOf } from './pool.mjs'
import * as sql from './row-lock-sql.mjs'
import { REWARD, UNIT, viewOf } from './view.mjs'

/**
 * Lock the member's row, look, decide, write: a transaction as one writes it by hand who knows about the race, every
 * statement prepared. The counter that all members share comes as late as it can.
 *
 * @param {import('./contestants.mjs').Circumstance} circumstance
 * @param {'for update' | ''} lock none shows what the lock is for
 * @param {boolean} [hasRanks] without, it does less than the others
 */
export async function rowLock({ url, size, resetHour }, lock, hasRanks = true) {
  const pool = await poolOf(url, size)
  const look = sql.look(lock)

  /**
   * @param {import('pg').PoolClient} client
   * @param {string} memberId
   * @param {number} card
   */
  async function inTransaction(client, memberId, card) {
    const account = String(card)
    let { rows } = await client.query({ ...look, values: [memberId] })
    if (rows.length === 0) {
      // The first check-in of this member: whoever comes second waits here, and finds a row.
      await client.query({ ...sql.open, values: [memberId, account] })
      rows = (await client.query({ ...look, values: [memberId] })).rows
    }
    // After the wait for the lock: what day it is by now.
    const now = new Date()
    const today = dayAt(now.getTime(), resetHour)
    const latch = rows[0]
    if (latch.ends_at > now) {
      const [record] = (await client.query({ ...sql.record, values: [memberId, latch.claim_id] })).rows
      return { status: /** @type {const} */ ('already'), view: viewOf(today, record, card) }
    }
    const id = randomUUID()
    const streak = latch.ends_at.getTime() === today.startsAt.getTime() ? latch.streak + 1 : 1
    const period = [today.key, today.startsAt, today.endsAt, now]
    await client.query({ ...sql.take, values: [memberId, id, ...period, account, streak] })
    const paid = (await client.query({ ...sql.pay, values: [memberId, UNIT, account, REWARD] })).rows[0]
    const entry = [memberId, UNIT, account, paid.version, REWARD, paid.amount, id, now]
    await client.query({ ...sql.enter, values: entry })
    const rank = hasRanks ? (await client.query({ ...sql.count, values: [today.key] })).rows[0].claims : null
    const claim = [memberId, id, ...period, streak, rank, UNIT, account, REWARD, paid.version]
    await client.query({ ...sql.record_claim, values: claim })
    const view = viewOf(today, { claimedAt: now, streak, rank, balance: paid.amount }, card)
    return { status: /** @type {const} */ ('claimed'), view }
  }

  return {
    /** @type {import('../servers/http-shell.mjs').CheckIn} */
    checkIn: async (memberId, card) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const outcome = await inTransaction(client, memberId, card)
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
