import { type ClaimRecord, day, type Once, once } from 'daylatch'
import { FIRST_CARD } from '../cards/rules.ts'
import type { Config } from '../config/schema.ts'

export const CHECK_IN = 'check-in'

// Shorter than the ten seconds in which a stopping process must be done.
const PATIENCE_MS = 4000

/** Members whose check-in of the day a process answers from memory: as many as cookies that it knows to be good. */
const REMEMBERED = 20_000

/** The site's check-in as its configuration says. */
export function checkInOf(config: Config): Once {
  const { resetAt, reward, random, unit, streakBonuses, makeUp } = config.checkIn
  return once(CHECK_IN, {
    per: day({ zone: config.zone, resetAt }),
    reward: random === null ? { amount: reward, unit } : { ...random, unit },
    streakBonuses: streakBonuses.length > 0,
    rank: true,
    makeUp: hasMakeUps(config)
      ? {
          periodsBack: makeUp.daysBack,
          perMonth: makeUp.perMonth,
          cost: makeUp.cost === 0 ? 0 : { amount: makeUp.cost, unit },
        }
      : null,
    cacheSize: REMEMBERED,
    lockTimeoutMs: PATIENCE_MS,
    patienceMs: PATIENCE_MS,
  })
}

export function hasMakeUps({ checkIn }: Config): boolean {
  return checkIn.makeUp.daysBack > 0 && checkIn.makeUp.perMonth > 0
}

/** A check-in as the API shows it, to the winner and to the loser alike. */
export interface CheckInView {
  readonly period: string
  readonly claimedAt: string
  readonly reward: number
  readonly bonus: number
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

/** @param ranked whether the site shows ranks: the engine counts them in any case, for the order of the list */
export function viewOf(claim: ClaimRecord, opensAt: Date | null, ranked: boolean): CheckInView {
  const { reward } = claim
  return {
    period: claim.period,
    claimedAt: claimedAtText(claim.claimedAt),
    reward: reward?.amount ?? 0,
    bonus: reward?.bonus ?? 0,
    unit: reward?.unit ?? '',
    card: Number(reward?.account ?? FIRST_CARD),
    balance: reward?.balance ?? 0,
    streak: claim.streak,
    rank: ranked ? claim.rank : null,
    resetsAt: resetsAtText(nextOpening(opensAt)),
  }
}

/** Code and detail of the refusal, which carries the check-in that was first. */
export const ALREADY = ['already-checked-in', 'You have checked in for this day already.'] as const

/** As `toISOString`, which costs more than the look at the one before: claims of a batch have one time, all of a day one end. */
function isoTexts(): (date: Date) => string {
  let last = { at: Number.NaN, text: '' }
  return (date) => {
    const at = date.getTime()
    if (at !== last.at) last = { at, text: date.toISOString() }
    return last.text
  }
}

const claimedAtText = isoTexts()
const resetsAtText = isoTexts()
