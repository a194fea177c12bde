import { randomUUID } from 'node:crypto'
import { dayAt } from '../day.mjs'
import { viewOf } from './view.mjs'

/**
 * A check-in that is being made.
 *
 * @typedef {object} Claim
 * @property {string} memberId
 * @property {string} id
 * @property {import('../day.mjs').Bounds} today
 * @property {Date} now
 * @property {string} account
 * @property {number} streak
 *
 * What the transaction is made of, in the words of whoever talks to the database.
 *
 * @typedef {object} Steps
 * @property {(memberId: string) => Promise<{ claimId: string, endsAt: Date, streak: number } | undefined>} look locks the
 *   member's latch, and reads it
 * @property {(memberId: string, account: string) => Promise<unknown>} open makes the latch of a member who never checked in
 * @property {(claim: Claim) => Promise<unknown>} take writes the latch
 * @property {(claim: Claim) => Promise<{ amount: number | string, version: number | string }>} pay adds to the balance
 * @property {(claim: Claim, paid: { amount: number | string, version: number | string }) => Promise<unknown>} enter writes the entry
 * @property {((period: string) => Promise<number | string>) | null} count gives the place of the day
 * @property {(claim: Claim, seq: number | string, rank: number | string | null) => Promise<unknown>} keep writes the claim
 * @property {(memberId: string, claimId: string) => Promise<{ claimedAt: Date, streak: number, rank: number | string | null, balance: number | string }>} record
 *   reads the claim in the way, with the balance that it left
 */

/**
 * Lock, look, decide, write: what story 1's cure is, whoever talks to the database. The counter that all members share
 * comes as late as it can.
 *
 * @param {Steps} steps of a transaction that has begun
 * @param {{ memberId: string, card: number, resetHour: number }} request
 * @returns {Promise<Awaited<ReturnType<import('../servers/http-shell.mjs').CheckIn>>>}
 */
export async function lockLookWrite(steps, { memberId, card, resetHour }) {
  const account = String(card)
  let latch = await steps.look(memberId)
  if (latch === undefined) {
    // The first check-in of this member: whoever comes second waits here, and finds a row.
    await steps.open(memberId, account)
    latch = await steps.look(memberId)
    if (latch === undefined) throw new TypeError('Expected the latch that was just made')
  }
  // After the wait for the lock: what day it is by now.
  const now = new Date()
  const today = dayAt(now.getTime(), resetHour)
  if (latch.endsAt > now) {
    return { status: 'already', view: viewOf(today, await steps.record(memberId, latch.claimId), card) }
  }
  const streak = latch.endsAt.getTime() === today.startsAt.getTime() ? latch.streak + 1 : 1
  const claim = { memberId, id: randomUUID(), today, now, account, streak }
  await steps.take(claim)
  const paid = await steps.pay(claim)
  await steps.enter(claim, paid)
  const rank = steps.count === null ? null : await steps.count(today.key)
  await steps.keep(claim, paid.version, rank)
  return {
    status: 'claimed',
    view: viewOf(today, { claimedAt: now, streak, rank, balance: paid.amount }, card),
  }
}
