import { type ClaimRecord, day, type Once, once } from 'daylatch'
import type { Config } from '../config/schema.ts'
import { Problem } from '../http/problem.ts'

export const CHECK_IN = 'check-in'

/** The card that every member has from sign-up on. Others come with a later version. */
export const FIRST_CARD = 1

// Shorter than the ten seconds in which a stopping process must be done.
const PATIENCE_MS = 4000

/** The site's check-in as its configuration says. */
export function checkInOf(config: Config): Once {
  const { resetAt, reward, unit, rank } = config.checkIn
  return once(CHECK_IN, {
    per: day({ zone: config.zone, resetAt }),
    reward: { amount: reward, unit },
    rank,
    lockTimeoutMs: PATIENCE_MS,
    patienceMs: PATIENCE_MS,
  })
}

/** @throws {Problem} 404 `unknown-card` */
export function assertOwnCard(card: number): void {
  if (card !== FIRST_CARD) {
    throw new Problem(404, 'unknown-card', `You have no card ${card}.`, { extra: { card } })
  }
}

/** A check-in as the API shows it, to the winner and to the loser alike. */
export interface CheckInView {
  readonly period: string
  readonly claimedAt: string
  readonly reward: number
  readonly unit: string
  readonly card: number
  readonly balance: number
  readonly streak: number
  readonly rank: number | null
  readonly resetsAt: string
}

/** When the slot opens. `null` means never; the site's check-in is per day, and a next day comes. */
export function nextOpening(opensAt: Date | null): Date {
  if (opensAt === null) throw new TypeError('Expected the check-in to be possible again, on another day')
  return opensAt
}

export function viewOf(claim: ClaimRecord, opensAt: Date | null): CheckInView {
  const { reward } = claim
  return {
    period: claim.period,
    claimedAt: claim.claimedAt.toISOString(),
    reward: reward?.amount ?? 0,
    unit: reward?.unit ?? '',
    card: Number(reward?.account ?? FIRST_CARD),
    balance: reward?.balance ?? 0,
    streak: claim.streak,
    rank: claim.rank,
    resetsAt: nextOpening(opensAt).toISOString(),
  }
}
