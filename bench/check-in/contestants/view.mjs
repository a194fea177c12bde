/** What a check-in pays. */
export const REWARD = 25
export const UNIT = 'reading'

/**
 * @param {import('../day.mjs').Bounds} today
 * @param {{ claimedAt: Date, streak: number, rank: number | string | null, balance: number | string }} claim
 * @param {number} card
 * @returns {import('../servers/http-shell.mjs').CheckInView}
 */
export function viewOf(today, { claimedAt, streak, rank, balance }, card) {
  return {
    period: today.key,
    claimedAt: claimedAt.toISOString(),
    reward: REWARD,
    bonus: 0,
    unit: UNIT,
    card,
    balance: Number(balance),
    streak,
    rank: rank === null ? null : Number(rank),
    resetsAt: today.endsAt.toISOString(),
  }
}
