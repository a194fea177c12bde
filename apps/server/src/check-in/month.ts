import { type ClaimRecord, type Period, type PeriodRule, periodAt, periodsBetween } from 'daylatch'

export type DayState = 'claimed' | 'made-up' | 'missed' | 'open' | 'ahead' | 'before-start'

/** A day of the calendar as the API shows it. */
export interface CalendarDay {
  readonly period: string
  readonly state: DayState
  readonly reward: number | null
  readonly bonus: number | null
  readonly rank: number | null
  readonly claimedAt: string | null
  readonly canMakeUp: boolean
}

const DAY_MS = 86_400_000

/** The periods that carry a date of this month. A day that the zone skipped is not among them. */
export function periodsOf(rule: PeriodRule, month: string): readonly Period[] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  // Wide enough for every zone, reset time and length of a month; the keys decide.
  const around = periodsBetween(rule, new Date(first - 3 * DAY_MS), new Date(first + 35 * DAY_MS))
  return around.filter(({ key }) => key.startsWith(`${month}-`))
}

export interface CalendarFacts {
  readonly rule: PeriodRule
  readonly now: Date
  /** When the member registered: days that were over by then are not missed. */
  readonly since: Date
  /** Standing claims of the month. */
  readonly claims: readonly ClaimRecord[]
  readonly ranked: boolean
  /** How many days back a missed day can be made up; 0 when no more can be. */
  readonly reach: number
}

/** What each of these days was for a member, or will be. */
export function calendar(periods: readonly Period[], facts: CalendarFacts): readonly CalendarDay[] {
  const { rule, now, claims, ranked, reach } = facts
  const running = periodAt(rule, now)
  const byPeriod = new Map(claims.map((claim) => [claim.period, claim]))
  const withinReach = new Set(lastPeriods(rule, running, reach).map(({ key }) => key))
  return periods.map((period) => {
    const claim = byPeriod.get(period.key)
    const state = stateOf(period, running, claim, facts)
    const isFree = !claims.some((other) => other.startsAt < period.endsAt && other.endsAt > period.startsAt)
    return {
      period: period.key,
      state,
      reward: claim === undefined ? null : (claim.reward?.amount ?? 0),
      bonus: claim === undefined ? null : (claim.reward?.bonus ?? 0),
      rank: ranked ? (claim?.rank ?? null) : null,
      claimedAt: claim?.claimedAt.toISOString() ?? null,
      canMakeUp: state === 'missed' && isFree && withinReach.has(period.key),
    }
  })
}

function stateOf(
  period: Period,
  running: Period,
  claim: ClaimRecord | undefined,
  { since }: CalendarFacts,
): DayState {
  if (claim !== undefined) return claim.kind === 'make-up' ? 'made-up' : 'claimed'
  if (period.key === running.key) return 'open'
  if (period.startsAt >= running.endsAt) return 'ahead'
  return period.endsAt <= since ? 'before-start' : 'missed'
}

function lastPeriods(rule: PeriodRule, running: Period, count: number): readonly Period[] {
  const periods: Period[] = []
  for (let end = running.startsAt; periods.length < count;) {
    const period = periodAt(rule, new Date(end.getTime() - 1))
    periods.push(period)
    end = period.startsAt
  }
  return periods
}
